"""Two SMTP servers on the loopback interface for tests/lettre.rs: one that offers STARTTLS and one that does not.

The first line of standard output contains their ports and the root certificate to trust. Each following line is a mail
that one of them received. The servers run until standard input ends, which also happens if the test is killed.
"""

import asyncio
import json
import logging
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP

# The servers stop after this time in any case. Every test is faster.
SECONDS = 120


def write_line(line):
    print(json.dumps(line), flush=True)


class Mailbox:
    async def handle_DATA(self, server, session, envelope):
        write_line({
            "encrypted": session.ssl is not None,
            "authenticated": bool(session.authenticated),
            "greeting": session.host_name,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode(),
        })
        return "250 accepted"


async def main():
    # Tests close connections during the handshake, which is logged as an error.
    logging.disable()
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    loop = asyncio.get_running_loop()

    async def listen(tls):
        # The system picks a free port.
        server = await loop.create_server(lambda: SMTP(Mailbox(), tls_context=tls, loop=loop), "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    write_line({
        "plain": await listen(None),
        "starttls": await listen(context),
        "root": authority.cert_pem.bytes().decode(),
    })
    # In a thread, because the event loop of Windows cannot wait for a pipe.
    await asyncio.wait_for(loop.run_in_executor(None, sys.stdin.read), SECONDS)


asyncio.run(main())
