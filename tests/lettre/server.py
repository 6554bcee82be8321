"""Two real SMTP servers on the loopback for tests/lettre.rs: one that offers STARTTLS and one that does not.

The first line on standard output names their ports and the root certificate to trust; after that each mail that arrived
is a line. They run until standard input ends, so that none is left behind when a test dies.
"""

import asyncio
import json
import logging
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP

# What no test needs; a server that nobody ends does not live longer.
SECONDS = 120


def say(line):
    print(json.dumps(line), flush=True)


class Mailbox:
    async def handle_DATA(self, server, session, envelope):
        say({
            "encrypted": session.ssl is not None,
            "authenticated": bool(session.authenticated),
            "greeting": session.host_name,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode(),
        })
        return "250 taken"


async def main():
    # A client that hangs up in the middle of a handshake is what a test is about, and no news.
    logging.disable()
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    loop = asyncio.get_running_loop()

    async def listen(tls):
        # Port 0: the system picks a free one. Loopback alone, so that nothing outside can reach it.
        server = await loop.create_server(lambda: SMTP(Mailbox(), tls_context=tls, loop=loop), "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    say({
        "plain": await listen(None),
        "starttls": await listen(context),
        "root": authority.cert_pem.bytes().decode(),
    })
    # A thread, since Windows cannot wait for a pipe in the loop.
    await asyncio.wait_for(loop.run_in_executor(None, sys.stdin.read), SECONDS)


asyncio.run(main())
