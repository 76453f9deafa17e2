# SPDX-License-Identifier: Apache-2.0
"""The real server over a home with two models (tests/clients/served.py), with accounts or open, and
a plain HTTP client that hides nothing of an answer."""
import contextlib
import dataclasses
import http.client
import json
import pathlib
import socket
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "clients"))

import served  # noqa: E402  (found through the line above)

ROLES = ("viewer", "analyst", "engineer", "admin")
SCOPES = {"viewer": {"read", "predict"}}
SCOPES["analyst"] = SCOPES["viewer"] | {"triage"}
SCOPES["engineer"] = SCOPES["analyst"] | {"ingest", "train"}
SCOPES["admin"] = SCOPES["engineer"] | {"admin"}
PASSWORD = "correct horse battery staple"
JSON = {"Content-Type": "application/json"}


@dataclasses.dataclass
class Answer:
    status: int
    fields: dict[str, str]  # names in lower case; of repeated ones the last
    body: bytes

    @property
    def type(self) -> str:
        return self.fields.get("content-type", "").split(";")[0]

    def json(self):
        return json.loads(self.body)


class Client:
    """One connection per request, so that no answer depends on the one before."""

    def __init__(self, port: int, fields: dict[str, str] | None = None):
        self.port = port
        self.fields = fields or {}

    def with_token(self, token: str) -> "Client":
        return Client(self.port, {**self.fields, "Authorization": f"Bearer {token}"})

    def call(self, method: str, target: str, body=None, fields=None, timeout=120) -> Answer:
        sent = {**self.fields, **(fields or {})}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent = {**JSON, **sent}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, target, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()},
                          answer.read())
        finally:
            connection.close()

    def get(self, target: str, **more) -> Answer:
        return self.call("GET", target, **more)

    def post(self, target: str, body=None, **more) -> Answer:
        return self.call("POST", target, body, **more)


def raw(port: int, sent: bytes, timeout: float = 20) -> bytes:
    """All that comes back for these bytes until the server closes (or the time is over)."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        got = b""
        with contextlib.suppress(OSError):  # the server may close before it has read all
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while piece := connection.recv(65536):
                got += piece
        return got


def status_of(answer: bytes) -> int:
    """Of the first answer; 0 where there is none."""
    words = answer.split(b"\r\n", 1)[0].split()
    return int(words[1]) if len(words) > 1 and words[0].startswith(b"HTTP/") else 0


class AccountsServer(served.Served):
    """With accounts: a user for each role, named after it, and a token with all that role's
    scopes."""

    def __init__(self, binary: str, folder: pathlib.Path, *flags: str):
        super().__init__(binary, folder, "--access", "accounts", *flags)
        self.folder = folder
        password = folder / "password"
        password.write_text(PASSWORD + "\n")
        self.tokens = {}
        for role in ROLES:
            self.run("users", "add", role, "--role", role, "--password-file", str(password))
            scopes = [word for scope in sorted(SCOPES[role]) for word in ("--scope", scope)]
            made = json.loads(self.run("tokens", "create", f"of-{role}", "--user", role, *scopes,
                                       "--json"))
            self.tokens[role] = made["secret"]
        password.unlink()

    def client(self, role: str | None = None) -> Client:
        anonymous = Client(self.port)
        return anonymous.with_token(self.tokens[role]) if role else anonymous


class OpenServer(served.Served):
    """Open to the machine it runs on."""

    def __init__(self, binary: str, folder: pathlib.Path, *flags: str):
        super().__init__(binary, folder, *flags)
        self.folder = folder

    def client(self) -> Client:
        return Client(self.port)


@contextlib.contextmanager
def running(kind, binary: str, *flags: str):
    with tempfile.TemporaryDirectory() as folder:
        with kind(binary, pathlib.Path(folder), *flags) as server:
            yield server


def run_checks(checks, *arguments) -> None:
    """All of them, each with its name; the first that fails ends the test."""
    for check in checks:
        print(check.__name__, flush=True)
        check(*arguments)
