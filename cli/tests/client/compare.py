"""Compares the verdicts of `smtp-connstr probe` with the real client. See README.md in this folder."""

import glob
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(FOLDER)))
PROBE = os.path.join(ROOT, "target/debug/smtp-connstr")
PAGE = os.path.join(ROOT, "docs/probe.md")
TIMEOUT = 1500


# --- The client, in a separate process: reads one JSON object per line and writes what happened. ---


def run_client():
    import dotnetcore2
    from clr_loader import get_coreclr
    from pythonnet import set_runtime

    root = os.path.join(os.path.dirname(dotnetcore2.__file__), "bin")
    name = "Microsoft.NETCore.App"
    version = os.listdir(os.path.join(root, "shared", name))[0]
    config = os.path.join(tempfile.mkdtemp(), "runtimeconfig.json")
    with open(config, "w") as file:
        options = {"tfm": "netcoreapp3.1", "framework": {"name": name, "version": version}}
        json.dump({"runtimeOptions": options}, file)
    set_runtime(get_coreclr(runtime_config=config, dotnet_root=root))
    import clr

    clr.AddReference("System.Net.Mail")
    from System.Net.Mail import SmtpClient

    for line in sys.stdin:
        job = json.loads(line)
        client = SmtpClient(job["host"], job["port"])
        client.Timeout = job["timeout"]
        client.EnableSsl = job["ssl"]
        client.UseDefaultCredentials = job["windows"]
        try:
            client.Send("a@contoso.com", "b@contoso.com", "subject", "body")
            error = None
        except Exception as exception:
            error = str(exception)
        print(json.dumps({"error": error}), flush=True)


class Client:
    def __init__(self, authority):
        libraries = tempfile.mkdtemp()
        for found in glob.glob(os.path.join(sys.prefix, "lib/python3*/site-packages/psycopg2_binary.libs/*.so.1.1")):
            short = re.sub(r"-[0-9a-f]+\.so", ".so", os.path.basename(found))
            os.symlink(found, os.path.join(libraries, short))
        environment = dict(
            os.environ,
            # Libraries in this package load each other by their long names.
            LD_LIBRARY_PATH=f"{libraries}:{os.path.dirname(found)}",
            DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1",
            SSL_CERT_FILE=authority,
            SSL_CERT_DIR=tempfile.mkdtemp(),
        )
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--client"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def send(self, **job):
        print(json.dumps(job), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())["error"]


# --- The server. ---


class Connection:
    def __init__(self, stream):
        self.stream = stream
        self.heard = []

    def say(self, text):
        self.stream.sendall(text.encode("latin-1") if isinstance(text, str) else text)

    def hear(self):
        line = b""
        while not line.endswith(b"\n"):
            byte = self.stream.recv(1)
            if not byte:
                raise ConnectionError
            line += byte
        self.heard.append(line.decode("latin-1").strip())
        return self.heard[-1]

    def start_tls(self, context):
        self.stream = context.wrap_socket(self.stream, server_side=True)
        self.heard.append("(TLS)")


def ehlo(extensions):
    lines = ["mx.contoso.com", *extensions]
    return "".join(f"250{'-' if index < len(lines) - 1 else ' '}{line}\r\n" for index, line in enumerate(lines))


def serve(connection, before=(), context=None, after=()):
    """Answers commands until the client quits."""
    extensions = before
    while True:
        command = connection.hear()
        verb = command.split(" ")[0].upper()
        if verb == "EHLO":
            connection.say(ehlo(extensions))
        elif verb == "STARTTLS" and context:
            connection.say("220 ready\r\n")
            connection.start_tls(context)
            extensions = after
        elif verb == "AUTH":
            connection.say("535 no\r\n")
        elif verb == "DATA":
            connection.say("354 go\r\n")
            while connection.hear() != ".":
                pass
            connection.say("250 ok\r\n")
        elif verb == "QUIT":
            connection.say("221 bye\r\n")
            return
        else:
            connection.say("250 ok\r\n")


def normal(before=(), context=None, after=()):
    def script(connection):
        connection.say("220 mx.contoso.com ESMTP\r\n")
        serve(connection, before, context, after)

    return script


def answers(*texts):
    """Sends the banner and then one text after each command, and then continues normally."""

    def script(connection):
        for index, text in enumerate(texts):
            if index:
                connection.hear()
            connection.say(text)
        serve(connection)

    return script


class Server:
    def __init__(self, script):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = []
        threading.Thread(target=self.run, args=[script], daemon=True).start()

    def run(self, script):
        while True:
            try:
                stream, _ = self.listener.accept()
            except OSError:
                return
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.play, args=[script, stream], daemon=True).start()

    def play(self, script, stream):
        connection = Connection(stream)
        self.connections.append(connection)
        try:
            script(connection)
        except (OSError, ValueError):
            pass
        try:
            connection.stream.close()
        except OSError:
            pass

    def close(self):
        self.listener.close()


# --- Certificates. ---


class Authority:
    def __init__(self):
        self.folder = tempfile.mkdtemp()
        self.count = 0
        self.certificate = self.path("authority.pem")
        self.key = self.path("authority.key")
        self.run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Test authority", "-addext",
            "basicConstraints=critical,CA:TRUE", "-keyout", self.key, "-out", self.certificate,
        )  # fmt: skip

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)

    def context(self, names="DNS:localhost", subject="/O=Contoso", bits=2048, digest="sha256", days=("-1", "60"),
                purpose="serverAuth", extra="", signed=True):  # fmt: skip
        """Returns a server with a new certificate."""
        self.count += 1
        key, request, certificate = (self.path(f"{self.count}.{end}") for end in ("key", "csr", "pem"))
        config = self.path("extensions")
        with open(config, "w") as file:
            file.write(f"extendedKeyUsage={purpose}\n" + (f"subjectAltName={names}\n" if names else "") + extra)
        self.run("req", "-new", "-newkey", f"rsa:{bits}", "-nodes", "-subj", subject, "-keyout", key, "-out", request)
        stamp = lambda day: time.strftime("%y%m%d%H%M%SZ", time.gmtime(time.time() + 86400 * int(day)))
        with open(self.path("index"), "w"):
            pass
        with open(self.path("ca.cnf"), "w") as file:
            file.write(
                f"[ca]\ndefault_ca=a\n[a]\ndatabase={self.path('index')}\nrand_serial=yes\nnew_certs_dir={self.folder}\n"
                "policy=p\nunique_subject=no\n[p]\ncommonName=optional\norganizationName=optional\n"
            )
        issuer = ["-cert", self.certificate, "-keyfile", self.key] if signed else ["-selfsign", "-keyfile", key]
        self.run(
            "ca", "-batch", "-notext", "-config", self.path("ca.cnf"), "-md", digest, "-startdate", stamp(days[0]),
            "-enddate", stamp(days[1]), "-extfile", config, "-in", request, "-out", certificate, *issuer,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.load_cert_chain(certificate, key)
        return context


def limited(context, version=None, ciphers=None, demands=None):
    if version:
        context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)
    if demands:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(demands)
    return context


# --- The scenarios. ---


def scenarios(authority):
    valid = authority.context
    tls = lambda context, after=(): normal(["STARTTLS"], context, after)

    def split(connection):
        connection.say("220 a\r\n")
        connection.hear()
        for byte in ehlo(["AUTH LOGIN", "AUTH NTLM"]):
            connection.say(byte)
        serve(connection)

    def wait_for_ehlo(connection):
        connection.say("220-a\r\n")
        connection.hear()
        connection.say("220 b\r\n" + ehlo([]))
        serve(connection)

    def after_starttls(same):
        context = valid()

        def script(connection):
            connection.say("220 a\r\n")
            connection.hear()
            connection.say(ehlo(["STARTTLS"]))
            connection.hear()
            connection.say("220 go\r\n" + ("250 injected\r\n" if same else ""))
            if not same:
                connection.stream.recv(1, socket.MSG_PEEK)
                connection.say("250 injected\r\n")
            connection.start_tls(context)
            serve(connection)

        return script

    def refuses_after_tls(connection, context=valid()):
        connection.say("220 a\r\n")
        connection.hear()
        connection.say(ehlo(["STARTTLS"]))
        connection.hear()
        connection.say("220 go\r\n")
        connection.start_tls(context)
        connection.hear()
        connection.say("502 no\r\n")
        serve(connection)

    def slow(seconds):
        def script(connection):
            time.sleep(seconds)
            normal()(connection)

        return script

    def closes(connection):
        connection.say("220 a\r\n")
        connection.hear()

    def closes_after_starttls(connection):
        connection.say("220 a\r\n")
        connection.hear()
        connection.say(ehlo(["STARTTLS"]))
        connection.hear()
        connection.say("220 go\r\n")

    yield "no extensions", normal()
    yield "STARTTLS", tls(valid())
    yield "STARTTLS, then `AUTH GSSAPI`", tls(valid(), ["AUTH GSSAPI"])
    yield "`AUTH NTLM` before TLS, `AUTH LOGIN` after", normal(["STARTTLS", "AUTH NTLM"], valid(), ["AUTH LOGIN"])
    for extension in [
        "AUTH LOGIN PLAIN", "AUTH NTLM", "AUTH GSSAPI", "AUTH NTLM GSSAPI", "AUTH=NTLM", "AUTHX GSSAPI", "AUTHGSSAPI",
        "auth ntlm", "AUTH NEGOTIATE GSS-SPNEGO", "X-EXPS GSSAPI NTLM", "AUTH WDIGEST", "XAUTH NTLM",
    ]:  # fmt: skip
        yield f"`{extension}`", normal([extension])
    yield "`AUTH LOGIN` and `AUTH NTLM` in two lines", normal(["AUTH LOGIN", "AUTH NTLM"])
    for extension in ["starttls", "STARTTLS REQUIRED", "STARTTLSX", "XSTARTTLS", "START"]:
        yield f"`{extension}`", normal([extension], valid())
    for code in ["500", "501", "502", "504", "550", "220", "354"]:
        yield f"EHLO is answered with {code}", answers("220 a\r\n", f"{code} a\r\n")
    yield "EHLO and HELO are answered with 502", answers("220 a\r\n", "502 a\r\n", "502 a\r\n")
    for text in ["554 a\r\n", "421 a\r\n", "250 a\r\n", "220\r\n", "220x\r\n", "HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-x\r\n"]:
        yield f"banner `{text.strip()}`", answers(text)
    yield "banner `220 a` with LF only", answers("220 a\n")
    yield "banner `220 a` with CR only", answers("220 a\rb\r\n")
    yield "banner with the code `1<0`, which is 220", answers("1\x3c0 a\r\n")
    yield "first line of a banner, the rest after EHLO", wait_for_ehlo
    yield "banner `220-a`, `554 b`", answers("220-a\r\n554 b\r\n")
    yield "banner `220-a`, `no`", answers("220-a\r\nno\r\n")
    yield "two banners", answers("220 a\r\n220 b\r\n")
    yield "banner and `250 b`", answers("220 a\r\n250 b\r\n", ehlo(["AUTH NTLM"]))
    yield "EHLO is answered with `250-a`, `500 b`", answers("220 a\r\n", "250-a\r\n500 AUTH NTLM\r\n")
    yield "each byte of a reply in a separate packet", split
    yield "a reply of 50 KB", answers("220 a\r\n", ehlo(["x" * 50_000]))
    yield "the server closes the connection at once", lambda connection: None
    yield "the server closes the connection after EHLO", closes
    yield "the server closes the connection after STARTTLS", closes_after_starttls
    yield "STARTTLS is answered with 454", answers("220 a\r\n", ehlo(["STARTTLS"]), "454 a\r\n")
    yield "STARTTLS is answered with 250", answers("220 a\r\n", ehlo(["STARTTLS"]), "250 a\r\n")
    yield "bytes after STARTTLS in the same packet", after_starttls(True)
    yield "bytes after STARTTLS in a later packet", after_starttls(False)
    yield "EHLO over TLS is answered with 502", refuses_after_tls
    yield "banner after 0.3 of the timeout", slow(0.3 * TIMEOUT / 1000)
    yield "banner after 0.8 of the timeout", slow(0.8 * TIMEOUT / 1000)
    yield "banner after 1.5 of the timeout", slow(1.5 * TIMEOUT / 1000)
    yield "certificate: self-signed", tls(valid(signed=False))
    yield "certificate: expired", tls(valid(days=("-9", "-2")))
    yield "certificate: not yet valid", tls(valid(days=("2", "9")))
    yield "certificate: expires in 9 days", tls(valid(days=("-1", "9")))
    yield "certificate: for another name", tls(valid("DNS:mx.contoso.com"))
    yield "certificate: common name only", tls(valid(None, "/CN=localhost"))
    yield "certificate: common name, and an alternative name for an address", tls(valid("IP:192.0.2.1", "/CN=localhost"))
    yield "certificate: common name, and another alternative name", tls(valid("DNS:mx.contoso.com", "/CN=localhost"))
    yield "certificate: another common name only", tls(valid(None, "/CN=mx.contoso.com"))
    yield "certificate: purpose clientAuth", tls(valid(purpose="clientAuth"))
    yield "certificate: of an authority", tls(valid(extra="basicConstraints=critical,CA:TRUE\n"))
    yield "certificate: SHA-1 signature", tls(valid(digest="sha1"))
    yield "certificate: RSA key of 1024 bits", tls(valid(bits=1024))
    yield "TLS 1.2", tls(limited(valid(), ssl.TLSVersion.TLSv1_2))
    yield "TLS 1.1", tls(limited(valid(), ssl.TLSVersion.TLSv1_1))
    yield "TLS 1.0", tls(limited(valid(), ssl.TLSVersion.TLSv1))
    yield "TLS 1.2 with RSA key exchange", tls(limited(valid(), ssl.TLSVersion.TLSv1_2, "AES128-SHA:@SECLEVEL=0"))
    yield "TLS 1.2 with CBC", tls(limited(valid(), ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"))
    for version in [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]:
        demanding = limited(valid(), version, demands=authority.certificate)
        yield f"{version.name.replace('v', ' ').replace('_', '.')}, client certificate demanded", tls(demanding)


# --- The comparison. ---


def outcome(error, heard):
    """Returns what the client did."""
    if any(line.startswith("MAIL FROM") for line in heard):
        authenticated = any(line.startswith("AUTH") for line in heard)
        return "sends after AUTH" if authenticated else "sends"
    is_authentication = any(line.startswith("AUTH") for line in heard) or "AuthenticationModule" in (error or "")
    return "authenticates" if is_authentication else "throws"


# What the client may do if it has this verdict, for an anonymous string and for one with Windows authentication.
EXPECTED = {
    ("works", False): ["sends"],
    ("works", True): ["authenticates", "sends after AUTH"],
    ("fails", False): ["throws"],
    ("fails", True): ["throws"],
    ("sends-unauthenticated", True): ["sends"],
    ("unknown", False): ["sends", "throws"],
    ("unknown", True): ["sends", "throws", "authenticates", "sends after AUTH"],
}


def compare():
    authority = Authority()
    client = Client(authority.certificate)
    rows, wrong = [], 0
    for name, script in scenarios(authority):
        cells = []
        for windows in (False, True):
            for encrypted in (False, True):
                server = Server(script)
                error = client.send(host="localhost", port=server.port, timeout=TIMEOUT, ssl=encrypted, windows=windows)
                time.sleep(0.02)
                heard = [line for connection in server.connections for line in connection.heard]
                did = outcome(error, heard)
                string = f"SmtpServer=localhost;UseWindowsAuthentication={windows};EnableSsl={encrypted};Timeout={TIMEOUT}"
                address = f"127.0.0.1:{server.port}"
                probe = [PROBE, "probe", string, "--format=json", "--connect", address, "--ca-file", authority.certificate]
                record = json.loads(subprocess.run(probe, capture_output=True).stdout)
                server.close()
                verdict = record["verdict"]
                is_wrong = did not in EXPECTED.get((verdict, windows), [])
                wrong += is_wrong
                cells.append(f"{verdict}: {did}" + (" **WRONG**" if is_wrong else ""))
                if is_wrong:
                    print(name, string, did, verdict, record["findings"], heard, error, file=sys.stderr)
        rows.append([name, *cells])
        print(*rows[-1], sep=" | ", flush=True)
    header = ["server", "anonymous", "anonymous, TLS", "Windows", "Windows, TLS"]
    table = ["| " + " | ".join(row) + " |" for row in [header, ["---"] * 5, *rows]]
    with open(PAGE) as file:
        page = file.read()
    start, end = "<!-- comparison -->\n", "<!-- end of comparison -->"
    before, rest = page.split(start)
    count = f"{len(rows)} servers, {4 * len(rows)} strings, {wrong} wrong verdicts.\n\n"
    with open(PAGE, "w") as file:
        file.write(before + start + "\n" + count + "\n".join(table) + "\n\n" + end + rest.split(end)[1])
    sys.exit(wrong > 0)


if __name__ == "__main__":
    run_client() if "--client" in sys.argv else compare()
