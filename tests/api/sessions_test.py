#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""People: signing in and out, one-time passwords, cross-site requests, guessing, and that no secret
ends up in a log.

usage: sessions_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import contextlib
import http.client
import http.cookies
import json
import ssl
import sys
import warnings

from harness import JSON, PASSWORD, ROLES, AccountsServer, Answer, Client, run_checks, running

STORE_PASSWORD = "planted-store-password"


class Session:
    """A signed-in browser: its cookie, and the word that its writes repeat."""

    def __init__(self, server: AccountsServer, user: str, password: str):
        self.client = Client(server.port)
        self.answer = self.client.post("/api/v1/session", {"user": user, "password": password})
        if self.answer.status == 200:
            self.cookie = self.answer.fields["set-cookie"]
            self.csrf = self.answer.json()["csrf"]

    def call(self, method: str, target: str, body=None, **fields: str) -> Answer:
        """`fields` with `_` for `-`; an empty one is left away."""
        sent = {"Cookie": self.cookie.split(";")[0], "X-Csrf-Token": self.csrf}
        sent |= {name.replace("_", "-"): value for name, value in fields.items()}
        sent = {name: value for name, value in sent.items() if value}
        return self.client.call(method, target, body, sent)


def type_of(answer: Answer) -> str:
    assert answer.type == "application/problem+json", answer
    return answer.json()["type"]


def check_signing_in(server: AccountsServer) -> None:
    for role in ROLES:
        session = Session(server, role, PASSWORD)
        assert session.answer.status == 200, session.answer
        shown = session.call("GET", "/api/v1/session").json()
        assert (shown["user"], shown["role"], shown["kind"]) == (role, role, "session"), shown
    wrong = Session(server, "viewer", "wrong").answer
    unknown = Session(server, "nobody", "wrong").answer
    assert (wrong.status, unknown.status) == (401, 401)
    assert wrong.json()["detail"] == unknown.json()["detail"], "names can be found out"


def check_cookie(server: AccountsServer) -> None:
    session = Session(server, "admin", PASSWORD)
    cookie = http.cookies.SimpleCookie(session.cookie)["vedette"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/", cookie
    assert not cookie["domain"] and len(cookie.value) >= 22, "128 bits at least"
    assert session.answer.fields["cache-control"] == "no-store"
    gone = session.call("DELETE", "/api/v1/session")
    assert gone.status == 204 and "Max-Age=0" in gone.fields["set-cookie"], gone
    assert session.call("GET", "/api/v1/models").status == 401, "the server forgets it too"
    for value in ("", "x", cookie.value[:-1], "vedette"):
        fields = {"Cookie": f"vedette={value}"}
        assert Client(server.port).get("/api/v1/models", fields=fields).status == 401, value


def check_cross_site(server: AccountsServer) -> None:
    session = Session(server, "engineer", PASSWORD)
    target, host = "/api/v1/models/none/rollback", f"127.0.0.1:{server.port}"
    for fields, wanted in (({}, 404), ({"X_Csrf_Token": ""}, 403), ({"X_Csrf_Token": "x"}, 403),
                           ({"Origin": f"http://{host}"}, 404),
                           ({"Origin": "http://example.org"}, 403), ({"Origin": "null"}, 403),
                           ({"Sec_Fetch_Site": "cross-site"}, 403),
                           ({"Sec_Fetch_Site": "same-origin"}, 404)):
        answer = session.call("POST", target, **fields)
        assert answer.status == wanted, (fields, answer)
        assert wanted == 404 or type_of(answer) == "/problems/cross_site", answer
    other = Session(server, "viewer", PASSWORD)
    answer = session.call("POST", target, X_Csrf_Token=other.csrf)
    assert answer.status == 403, "another session's word"
    signing_in = Client(server.port).post("/api/v1/session", {"user": "a", "password": "b"},
                                          fields={"Origin": "http://example.org"})
    assert signing_in.status == 403, "a page of another site cannot sign its visitor in"


def check_one_time_password(server: AccountsServer) -> None:
    made = server.client("admin").post("/api/v1/users", {"name": "fay", "role": "engineer"})
    assert made.status == 201 and made.fields["cache-control"] == "no-store", made
    first = Session(server, "fay", made.json()["one_time_password"])
    assert first.answer.json()["must_change_password"] and not first.answer.json()["scopes"]
    answer = first.call("GET", "/api/v1/models")
    assert type_of(answer) == "/problems/password_change_needed", answer
    change = {"old": made.json()["one_time_password"], "new": "short"}
    assert first.call("PUT", "/api/v1/session/password", change).status == 400
    change["new"] = PASSWORD + "!"
    wrong = first.call("PUT", "/api/v1/session/password", {**change, "old": "x"})
    assert wrong.status in (400, 401, 403), wrong
    assert first.call("PUT", "/api/v1/session/password", change).status == 204
    assert Session(server, "fay", made.json()["one_time_password"]).answer.status == 401
    second = Session(server, "fay", change["new"])
    assert second.call("GET", "/api/v1/models").status == 200
    anonymous = Client(server.port).call("PUT", "/api/v1/session/password", change)
    assert 400 <= anonymous.status < 500, anonymous


def check_changes_count_at_once(server: AccountsServer) -> None:
    admin = server.client("admin")
    session = Session(server, "fay", PASSWORD + "!")
    token = session.call("POST", "/api/v1/tokens", {"name": "t", "scopes": ["read", "train"]})
    client = Client(server.port).with_token(token.json()["secret"])
    rollback = "/api/v1/models/none/rollback"
    assert client.post(rollback).status == 404
    assert admin.call("PATCH", "/api/v1/users/fay", {"role": "viewer"}).status == 200
    assert (client.post(rollback).status, client.get("/api/v1/models").status) == (403, 200)
    assert session.call("POST", rollback).status == 403
    assert admin.call("PATCH", "/api/v1/users/fay", {"disabled": True}).status == 200
    assert (client.get("/api/v1/models").status, session.call("GET", "/api/v1/models").status) == (
        401, 401)
    assert admin.call("DELETE", "/api/v1/users/fay").status == 204
    assert client.get("/api/v1/models").status == 401
    assert admin.call("DELETE", "/api/v1/users/admin").status == 409, "the last administrator"


def check_tokens(server: AccountsServer) -> None:
    viewer, admin = server.client("viewer"), server.client("admin")
    more = viewer.post("/api/v1/tokens", {"name": "x", "scopes": ["admin"]})
    assert 400 <= more.status < 500, "a token cannot make a stronger one"
    made = viewer.post("/api/v1/tokens", {"name": "x", "scopes": ["read"]}).json()
    day = viewer.post("/api/v1/tokens", {"name": "d", "scopes": ["read"], "expires_in_days": 1})
    heir = Client(server.port).with_token(day.json()["secret"]).post(
        "/api/v1/tokens", {"name": "h", "scopes": ["read"]})
    assert heir.json()["expires_at"] == day.json()["expires_at"], "nor one that outlives it"
    owners = {one["owner"] for one in viewer.get("/api/v1/tokens").json()["items"]}
    assert owners == {"viewer"}, owners
    assert "secret" not in json.dumps(admin.get("/api/v1/tokens").json())
    path = f"/api/v1/tokens/{made['id']}"
    assert server.client("analyst").call("DELETE", path).status == 404, "not of this user"
    assert viewer.call("DELETE", path).status == 204
    ended = Client(server.port).with_token(made["secret"]).get("/api/v1/models")
    assert ended.status == 401 and "invalid_token" in ended.fields["www-authenticate"], ended
    for field in ("Bearer", "Bearer x", "Basic YTpi", "bearer " + made["secret"][:-1]):
        answer = Client(server.port).get("/api/v1/session", fields={"Authorization": field})
        assert answer.status in (200, 401) and not answer.json().get("signed_in"), (field, answer)


def check_guessing(server: AccountsServer) -> None:
    """The last check: afterwards this address has to wait."""
    for _ in range(10):
        answer = Session(server, "analyst", "guess").answer
        if answer.status == 429:
            break
        assert answer.status == 401, answer
    assert answer.status == 429 and int(answer.fields["retry-after"]) > 0, answer
    assert type_of(answer) == "/problems/throttled", answer
    right = Session(server, "analyst", PASSWORD).answer
    assert right.status == 429, "even the right password has to wait"
    assert server.client("analyst").get("/api/v1/models").status == 200, "tokens do not"


def check_no_secret_is_kept(server: AccountsServer) -> None:
    """Of all that was sent or given out, neither logs nor other files have the plain text."""
    token = server.tokens["admin"]
    client = server.client("admin")
    client.get(f"/api/v1/models?token={token}&password={PASSWORD.replace(' ', '+')}")
    client.get("/api/v1/models", fields={"Cookie": "vedette=planted-session"})
    client.post("/api/v1/session", {"user": PASSWORD, "password": "planted-guess"})
    server.run("--store", f"mongodb://me:{STORE_PASSWORD}@127.0.0.1:1/x", "--help")
    home = server.folder / "home"
    assert home.stat().st_mode & 0o077 == 0, "for its owner only"
    planted = [secret.encode() for secret in (
        token, token[4:24], PASSWORD, PASSWORD.replace(" ", "+"), "planted-session",
        "planted-guess", "guess\"", STORE_PASSWORD)]
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in planted:
                assert secret not in content, (path, secret)


def check_cookie_over_tls(server: AccountsServer) -> None:
    """Bound to this host and to TLS by its name (RFC 6265bis, 4.1.3.2)."""
    unverified = ssl._create_unverified_context()  # the certificate is the server's own
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=unverified)
    connection.request("POST", "/api/v1/session",
                       json.dumps({"user": "admin", "password": PASSWORD}), JSON)
    answer = connection.getresponse()
    cookie = answer.getheader("Set-Cookie")
    assert answer.status == 200 and cookie.startswith("__Host-vedette="), cookie
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; ")), cookie
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        old = ssl._create_unverified_context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.minimum_version = old.maximum_version = version
        with contextlib.suppress(OSError):
            http.client.HTTPSConnection("127.0.0.1", server.port, context=old).connect()
            raise AssertionError(f"{version} is spoken")


if __name__ == "__main__":
    with running(AccountsServer, sys.argv[1], "--certificate", "self-signed") as encrypted:
        run_checks([check_cookie_over_tls], encrypted)
    with running(AccountsServer, sys.argv[1]) as api:
        run_checks([check_signing_in, check_cookie, check_cross_site, check_one_time_password,
                    check_changes_count_at_once, check_tokens, check_guessing,
                    check_no_secret_is_kept], api)
    print("accounts hold")
