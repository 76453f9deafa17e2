#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests that an attacker would send, byte by byte: framing, paths, names, bodies, other sites.
Each has the status that it must get; the server lives on, and nothing outside its home is touched.

usage: hostile_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import gzip
import io
import json
import pathlib
import sys
import tarfile
import threading

from harness import JSON, OpenServer, raw, run_checks, running, status_of

HEAD = b"Host: localhost\r\nConnection: close\r\n"
PREDICT = (b"POST /api/v1/models/traffic/predict HTTP/1.1\r\n"
           b"Content-Type: application/json\r\n") + HEAD
ROWS = b"a,b,label\n1,2,x\n3,4,y\n5,6,x\n"

# Field lines of a request whose body is one chunk of `{}`, and what it gets; 422 (a row without
# columns) means that it was understood.
FRAMINGS = {
    b"Transfer-Encoding: chunked": 422,
    b"Transfer-Encoding:\tchunked": 422,
    b"Transfer-Encoding: chunked\r\nContent-Length: 4": 400,
    b"Content-Length: 4\r\nTransfer-Encoding: chunked": 400,
    b"Transfer-Encoding : chunked": 400,
    b"Transfer-Encoding:\x0bchunked": 400,
    b"Transfer-Encoding: xchunked": 501,
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity": 400,
    b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked": 400,
    b" Transfer-Encoding: chunked": 400,
    b"X: y\nTransfer-Encoding: chunked": 400,
    b"X: y\rTransfer-Encoding: chunked": 400,
    b"X\0: y": 400,
    b"X y": 400,
    b"Content-Length: +2": 400,
    b"Content-Length: 0x2": 400,
    b"Content-Length: 2, 2": 400,
    b"Content-Length: 2\r\nContent-Length: 2": 400,
    b"Content-Length: -1": 400,
    b"Content-Length: 99999999999999999999": 400,
    b"Content-Length: ": 400,
    b"Host: localhost": 400,
}
CHUNKS = {
    b"2;a=b\r\n{}\r\n0\r\n\r\n": 422,
    b"00000000000002\r\n{}\r\n0\r\nX: y\r\n\r\n": 422,
    b"2 \r\n{}\r\n0\r\n\r\n": 400,
    b"0x2\r\n{}\r\n0\r\n\r\n": 400,
    b"-2\r\n{}\r\n0\r\n\r\n": 400,
    b"2\r\n{}X\r\n0\r\n\r\n": 400,
    b"\r\n{}\r\n": 400,
    b"FFFFFFFFFFFFFFFFF\r\n{}": 400,
    b"2;" + b"x" * 200_000 + b"\r\n{}\r\n0\r\n\r\n": 400,
}
PATHS = {
    "/api/v1/models/": 404, "/api/v1/models;x=1": 404, "/api/v1//models": 404,
    "/api/v1/%2e%2e/v1/models": 400, "/api/v1/models/..%2f..": 400, "/api/v1/models/%00": 400,
    "/api/v1/models/a%0ab": 400, "/api/v1/models/%zz": 400, "/api/v1/models/%ff": 400,
    "/api/v1/models/" + "a" * 1000: 400, "/api/v1/models/" + "a" * 9000: 414,
    "/api/v1/models/traffic@99999999999999999999": 404, "/api/v1/models/traffic@-1": 404,
    "/api/v1/models/traffic@1@1": 400, "/api/v1/models/*": 400,
    "/api/v1/datasets/..\\..": 400, "/api/v1/datasets/" + "a" * 1000: 400,
    "/api/v1/datasets/$(id)": 400, "/api/v1/datasets/%2fetc": 400,
    "/api/v1/runs/...": 400, "/api/v1/runs/-rf": 404, "/api/v1/runs/" + "a" * 1000: 400,
    "/api/v1/runs?limit=99999999999999999999": 400, "/api/v1/runs?limit=-1": 400,
    "/api/v1/runs?cursor=o-1": 400, "/api/v1/runs?cursor=7": 400,
    "/api/v1/runs?limit=200&cursor=o9223372036854775807": 400,
    "/api/v1/datasets/traffic/rows?limit=1000&cursor=o9223372036854775807": 400,
    "/api/v1/datasets/traffic/quarantine?cursor=o9223372036854775807": 400,
    "/api/v1/audit?cursor=0": 400, "/api/v1/audit?cursor=9223372036854775807": 200,
    "/api/v1/schemas/.flows": 404, "/api/v1/schemas/..": 400,
    "/assets/..%2f..%2fetc/passwd": 400, "/assets/%2e%2e/x": 400, "/\\..\\etc/x.txt": 404,
}
HOSTS = {"localhost": 200, "LOCALHOST:1": 200, "127.0.0.1": 200, "[::1]:8": 200,
         "example.org": 421, "localhost.example.org": 421, "127.0.0.1.example.org": 421,
         "[::1]x": 421, "user@localhost": 400, "localhost, example.org": 400, "": 400}
# What browsers add to requests of pages; only the server's own pages may change something.
SITES = {"Origin: http://example.org": 403, "Origin: null": 403, "Origin: http://localhost:1": 403,
         "Sec-Fetch-Site: cross-site": 403, "Sec-Fetch-Site: same-site": 403,
         "Origin: http://localhost": 404, "Sec-Fetch-Site: same-origin": 404}


def expect(server, sent: bytes, wanted: int, what) -> bytes:
    answer = raw(server.port, sent)
    assert status_of(answer) == wanted, (what, wanted, answer[:600])
    return answer


def get(target: str, fields: str = "", host: str = "localhost") -> bytes:
    return (f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{fields}\r\n").encode()


def check_framing(server) -> None:
    for lines, wanted in FRAMINGS.items():
        sent = PREDICT + lines + b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        expect(server, sent, wanted, lines)
    for chunks, wanted in CHUNKS.items():
        sent = PREDICT + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
        expect(server, sent, wanted, chunks[:40])


def check_smuggling(server) -> None:
    """What is refused is not read on: the request hidden behind it gets no answer."""
    hidden = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for lines in FRAMINGS:
        if FRAMINGS[lines] in (400, 501):
            head = PREDICT.replace(b"Connection: close\r\n", b"")
            answer = raw(server.port, head + lines + b"\r\n\r\n0\r\n\r\n" + hidden)
            assert answer.count(b"HTTP/1.1 ") == 1 and b"\r\n\r\nok\n" not in answer, lines


def check_paths(server) -> None:
    for target, wanted in PATHS.items():
        expect(server, get(target), wanted, target[:80])
    for version in ("HTTP/2.0", "HTTP/1.2", "HTTP/0.9"):
        expect(server, get("/healthz").replace(b"HTTP/1.1", version.encode()), 505, version)
    for method, wanted in (("TRACE", 501), ("PROPFIND", 405), ("POST", 405)):
        sent = get("/api/v1/models", "X-HTTP-Method-Override: DELETE\r\n")
        expect(server, sent.replace(b"GET", method.encode()), wanted, method)


def check_hosts(server) -> None:
    for host, wanted in HOSTS.items():
        expect(server, get("/healthz", host=host), wanted, host)
    expect(server, get("http://example.org/healthz"), 421, "absolute form")
    expect(server, get("/healthz", "X-Forwarded-Host: example.org\r\n"), 200, "forwarded")
    expect(server, b"GET /healthz HTTP/1.0\r\n\r\n", 421, "no host at all")


def check_other_sites(server) -> None:
    for field, wanted in SITES.items():
        sent = get("/api/v1/models/none/rollback", field + "\r\n").replace(b"GET", b"POST")
        expect(server, sent, wanted, field)
    answer = raw(server.port, get("/api/v1/models", "Origin: http://example.org\r\n"))
    assert b"access-control" not in answer.lower(), "no other site may read answers"


def check_fields_in_answers(server) -> None:
    for given in ("<script>", "a b", "x" * 65, "\xff"):
        answer = raw(server.port, get("/healthz", f"X-Request-Id: {given}\r\n"))
        assert f"X-Request-Id: {given}\r\n".encode() not in answer, given
    answer = raw(server.port, get("/none%22%3Cscript%3E.x"))
    assert b"application/problem+json" in answer and b"nosniff" in answer, answer


def json_bodies() -> list[tuple[bytes, int]]:
    deep = b"[" * 100_000 + b"]" * 100_000
    return [
        (b'{"row":' * 50_000 + b"1" + b"}" * 50_000, 422),
        (b'{"row":' + deep + b"}", 422),
        (b'{"row":{"seconds":' + deep + b"}}", 422),
        (b'{"row":{"bytes":' + b"9" * 1_000_000 + b"}}", 422),
        (b'{"row":{"seconds":0.' + b"9" * 1_000_000 + b"}}", 200),
        (b'{"row":{"seconds":1e999999999}}', 422),
        (b'{"row":{"protocol":"a\0b"}}', 400),
        (b'{"row":{"protocol":"\xff\xfe"}}', 400),
        (b'{"row":{"protocol":"\\ud800"}}', 422),
        (b'{"row":{"no\\u0000ne":1}}', 422),
        (b'{"row"', 400), (b"", 400), (b"\0", 400), (b"nul", 400), (b"\xef\xbb\xbf", 400),
    ]


def check_bodies(server) -> None:
    client = server.client()
    for body, wanted in json_bodies():
        answer = client.post("/api/v1/models/traffic/predict", body, fields=JSON)
        assert answer.status == wanted, (body[:60], answer.status, answer.body[:300])
    deep = b'{"inputs":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    for target in ("/v2/models/traffic/infer", "/invocations", "/api/v1/runs", "/api/v1/tokens"):
        answer = client.post(target, deep, fields=JSON)
        assert answer.status in (400, 413), (target, answer.status, answer.body[:300])


def check_packed_bodies(server) -> None:
    client = server.client()
    path = "/api/v1/models/traffic/predict"
    row = json.dumps({"row": {"bytes": 5}}).encode()
    plain = client.post(path, row, fields=JSON)
    packed = client.post(path, gzip.compress(row), fields={**JSON, "Content-Encoding": "gzip"})
    assert (packed.status, packed.body) == (200, plain.body), packed
    bomb = gzip.compress(b"0" * (64 << 20), 9)
    for sent, coding, wanted in ((bomb, "gzip", 413), (row, "gzip", 400), (b"", "gzip", 400),
                                 (gzip.compress(row)[:-6], "gzip", 400), (row, "br", 415)):
        fields = {"Content-Type": "text/csv", "Content-Encoding": coding}
        answer = client.post(path, sent, fields=fields)
        assert answer.status == wanted, (coding, wanted, answer.status, answer.body[:300])


def check_names(server) -> None:
    client = server.client()
    for target, body in (("/api/v1/users", {"name": "../x", "role": "viewer"}),
                         ("/api/v1/users", {"name": "a\nb", "role": "viewer"}),
                         ("/api/v1/users", {"name": "a" * 5000, "role": "viewer"}),
                         ("/api/v1/tokens", {"name": "x" * 5000, "scopes": ["read"]}),
                         ("/api/v1/runs", {"dataset": "../traffic"}),
                         ("/api/v1/runs", {"dataset": "traffic", "options": {"home": "/x"}}),
                         ("/api/v1/runs", {"dataset": "traffic", "learner_options": {"-x": {}}}),
                         ("/api/v1/tokens", {"name": "x", "scopes": ["read"],
                                             "expires_in_days": 2**63})):
        answer = client.post(target, body)
        assert answer.status == 400, (target, body, answer.status, answer.body[:300])
    for alias, version, wanted in (("..x", 1, 400), ("a%5c", 1, 400), ("new", -1, 404),
                                   ("new", 2**63, 400), ("new", 1e30, 400), ("new", "1", 400)):
        answer = client.call("PUT", f"/api/v1/models/traffic/aliases/{alias}", {"version": version})
        assert answer.status == wanted, (alias, version, answer.status, answer.body[:300])


def check_uploads(server) -> None:
    client = server.client()
    path = "/api/v1/datasets/up/files?schema=infer"
    answer = client.post(path + "&filename=..%2f..%2fe%0d%0aX:%20y.csv", ROWS)
    assert answer.status == 201 and answer.json()["file"] == "eX: y.csv", answer.body
    for query, wanted in (("schema=%2fetc%2fpasswd", 404), ("schema=infer&format=..%2fx", 404),
                          ("schema=infer&option=labels=%2fetc%2fpasswd", 400),
                          ("schema=infer&option==x", 400), ("schema=infer&option=x", 400)):
        answer = client.post("/api/v1/datasets/other/files?" + query, ROWS)
        assert answer.status == wanted, (query, answer.status, answer.body[:300])
    names = {one["name"] for one in client.get("/api/v1/datasets").json()["items"]}
    assert "other" not in names, "what was refused must leave nothing"


def check_schemas(server) -> None:
    client = server.client()
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        "%c: &%c [%s]\n" % (98 + i, 98 + i, ",".join(["*%c" % (97 + i)] * 9)) for i in range(9))
    billion = bomb + "name: x\ncolumns: *j\n"
    for text in (bomb, billion, "[" * 100_000, "- " * 100_000, "{a: " * 50_000, "\0", "\xff",
                 "name: x\ncolumns: []\n", "name: x\ncolumns: &c [*c]\n"):
        answer = client.call("PUT", "/api/v1/datasets/bomb/schema", text.encode("latin1"),
                             {"Content-Type": "application/yaml"})
        assert answer.status in (400, 422), (text[:40], answer.status, answer.body[:300])


def tar_of(*members: tuple[str, bytes, bytes]) -> bytes:
    """Of (name, type, content or target of a link)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, kind, content in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            if kind == tarfile.REGTYPE:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
            else:
                info.linkname = content.decode()
                tar.addfile(info)
    return buffer.getvalue()


def check_imports(server) -> None:
    """Nothing of a bad archive is kept, inside the models' folder or out of it."""
    client = server.client()
    good = client.get("/api/v1/models/traffic@1/bundle").body
    before = sorted(str(p) for p in (server.folder / "home" / "models").rglob("*"))
    file, link, hard = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
    escaped = server.folder / "escaped"
    archives = [b"", b"x" * 2000, good[:2000],
                good.replace(b"random_forest", b"random_forxst", 1),
                tar_of(("../../escaped", file, b"x")), tar_of((str(escaped), file, b"x")),
                tar_of(("model", link, b"/etc"), ("model/passwd", file, b"x")),
                tar_of(("manifest.json", link, b"/etc/passwd")),
                tar_of(("manifest.json", hard, b"/etc/passwd")),
                tar_of(("manifest.json", tarfile.FIFOTYPE, b"")),
                tar_of(("manifest.json", file, b"{}"), ("manifest.json", file, b"[]")),
                tar_of(*((f"f{i}", file, b"") for i in range(5000))),
                tar_of(("a" * 5000, file, b"x")),
                gzip.compress(tar_of(("manifest.json", file, bytes(256 << 20))))]
    for number, archive in enumerate(archives):
        answer = client.post("/api/v1/models/import", archive,
                             fields={"Content-Type": "application/x-tar"})
        assert answer.status in (400, 409, 413, 422), (number, answer.status, answer.body[:300])
    after = sorted(str(p) for p in (server.folder / "home" / "models").rglob("*"))
    assert before == after and not escaped.exists(), set(after) - set(before)


def at_once(*actions) -> list:
    results = [None] * len(actions)

    def act(i: int) -> None:
        results[i] = actions[i]()

    threads = [threading.Thread(target=act, args=(i,)) for i in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def check_races(server) -> None:
    """Deleting while uploading, and promoting twice, end in one of the states there may be."""
    client = server.client()
    rows = b"a,b,label\n" + b"".join(b"%d,%d,%s\n" % (i, i * 7 % 13, b"xy"[i % 2:i % 2 + 1])
                                     for i in range(3000))
    for turn in range(8):
        client.post(f"/api/v1/datasets/race/files?schema=infer&filename=a{turn}", rows)
        answers = at_once(*[lambda i=i: client.post(
            f"/api/v1/datasets/race/files?schema=infer&filename=b{i}", rows + b"%d,1,x\n" % i)
            for i in range(3)], lambda: client.call("DELETE", "/api/v1/datasets/race"))
        for answer in answers:
            assert answer.status in (200, 201, 204, 404, 409, 503), (answer.status, answer.body)
    client.call("DELETE", "/api/v1/datasets/race")
    answers = at_once(*[lambda: client.post("/api/v1/models/traffic@1/promote")] * 6)
    assert {answer.status for answer in answers} <= {200, 409}, answers
    shown = client.get("/api/v1/models/traffic@1").json()
    assert shown["aliases"].count("champion") == 1, shown["aliases"]


def check_alive(server) -> None:
    assert server.client().get("/healthz").status == 200
    failed = [line for line in (server.folder / "home/logs/serve.jsonl").read_text().splitlines()
              if json.loads(line)["level"] == "error"]
    assert not failed, failed
    assert not list(pathlib.Path(server.folder, "home/spool").iterdir()), "left in the spool"


if __name__ == "__main__":
    with running(OpenServer, sys.argv[1]) as open_server:
        run_checks([check_framing, check_smuggling, check_paths, check_hosts, check_other_sites,
                    check_fields_in_answers, check_bodies, check_packed_bodies, check_names,
                    check_uploads, check_schemas, check_imports, check_races, check_alive],
                   open_server)
    print("nothing got through")
