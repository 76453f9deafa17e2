#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What people do with the server, from outside: predictions that are those of the command line,
uploads, training, promotion under load, events, metrics, and the forms of errors.

usage: work_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import json
import shutil
import socket
import subprocess
import sys
import threading
import time

from harness import JSON, Client, OpenServer, run_checks, running

CSV = {"Content-Type": "text/csv"}
NDJSON = {"Content-Type": "application/x-ndjson"}
PCAP = {"Content-Type": "application/vnd.tcpdump.pcap"}


def said(server, *arguments: str) -> bytes:
    """What the command line writes, byte for byte."""
    done = subprocess.run([*server.base, *arguments], capture_output=True, check=True)
    return done.stdout


def check_predictions(server) -> None:
    """Of the two models the last written new.csv is that of `numbers`."""
    client, file = server.client(), server.folder / "new.csv"
    target, sent = "/api/v1/models/numbers/predict", file.read_bytes()
    rows = [{name: value for name, value in row.items() if name in ("seconds", "bytes") and value}
            for row in server.rows]
    lines = "".join(json.dumps({name: float(value) for name, value in row.items()}) + "\n"
                    for row in rows).encode()
    (server.folder / "new.jsonl").write_bytes(lines)
    for accept, flags in (("text/csv", ()), ("application/x-ndjson", ("--json",))):
        expected = said(server, "predict", "--model", "numbers", *flags, str(file))
        answer = client.post(target, sent, fields={**CSV, "Accept": accept})
        assert answer.status == 200 and answer.body == expected, (accept, answer.body[:300])
        expected = said(server, "predict", "--model", "numbers", *flags,
                        str(server.folder / "new.jsonl"))
        answer = client.post(target, lines, fields={**NDJSON, "Accept": accept})
        assert answer.status == 200 and answer.body == expected, (accept, answer.body[:300])
    answer = client.post(target, {"rows": [json.loads(line) for line in lines.splitlines()]})
    expected = said(server, "predict", "--model", "numbers", "--json",
                    str(server.folder / "new.jsonl"))
    assert answer.json()["predictions"] == [json.loads(line) for line in expected.splitlines()]


def check_captures(server) -> None:
    """A model of flows; `keep` as on the command line."""
    lan, new = str(server.folder / "lan.pcap"), str(server.folder / "new.pcap")
    server.run("simulate", "--out", lan, "--duration", "2m")
    server.run("simulate", "--out", new, "--duration", "1m", "--seed", "2")
    server.run("ingest", "--dataset", "lan", "--schema", "flows", "--option",
               f"labels={lan}.labels.csv", lan)
    server.run("train", "--dataset", "lan", "--model", "lan", "--learners", "decision_tree")
    with open(new, "rb") as file:
        sent = file.read()
    for query, flags in (("", ()), ("?keep=src_ip&keep=dst_port",
                                    ("--keep", "src_ip", "--keep", "dst_port"))):
        expected = said(server, "predict", "--model", "lan", *flags, new)
        answer = server.client().post("/api/v1/models/lan/predict" + query, sent,
                                      fields={**PCAP, "Accept": "text/csv"})
        assert answer.status == 200 and answer.body == expected, (query, answer.body[:300])


def check_quarantine(server) -> None:
    """Rows that do not fit are kept aside, and come in under a mended schema; the same file again
    changes nothing."""
    client = server.client()
    schema = ("name: u\ncolumns:\n  - {name: a, type: int64}\n"
              "  - {name: label, type: text, role: label}\n")
    yaml = {"Content-Type": "application/yaml"}
    path = "/api/v1/datasets/quarantined"
    assert client.call("PUT", path + "/schema", schema, yaml).status == 200
    rows = b"a,label\n1,x\n2,y\nmany,x\n3.5,y\n4,x\n"
    first = client.post(path + "/files?filename=a.csv", rows)
    report = first.json()
    assert (first.status, report["rows"], report["quarantined"]) == (201, 3, 2), report
    assert report["examples"][0]["column"] == "a" and report["examples"][0]["raw"], report
    again = client.post(path + "/files?filename=a.csv", rows)
    assert again.status == 200 and again.json()["already_there"], again
    pages = [client.get(path + f"/quarantine?limit=1&cursor={cursor}").json()
             for cursor in ("o0", "o1")]
    assert pages[0]["next"] == "o1" and pages[1]["next"] is None, pages
    mended = schema.replace("int64}", "int64, missing: [many]}")
    replayed = client.call("POST", path + "/replay", mended, yaml).json()
    assert replayed == {"accepted": 1, "still_rejected": 1}, replayed
    assert client.get(path).json()["rows"] == 4
    assert len(client.get(path + "/rows").json()["items"]) == 4
    assert client.call("DELETE", path).status == 204 and client.get(path).status == 404


class Events:
    """Listens until closed; whole events, by name and data."""

    def __init__(self, port: int, last_id: str | None = None):
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        after = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
        self.connection.sendall(
            f"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n{after}\r\n".encode())
        self.file = self.connection.makefile("rb")
        assert b" 200 " in self.file.readline()
        while self.file.readline() != b"\r\n":
            pass

    def until(self, name: str, wanted=lambda data: True) -> dict:
        event = {}
        for line in self.file:
            key, _, value = line.decode().strip().partition(": ")
            if key in ("id", "event", "data"):
                event[key] = value
            if key == "" and event.get("event") == name and wanted(json.loads(event["data"])):
                return {**event, "data": json.loads(event["data"])}
            if key == "":
                event = {}
        raise AssertionError(f"the stream ended before {name}")

    def close(self) -> None:
        self.file.close()
        self.connection.close()


def check_training(server) -> None:
    """A run is told of as it goes, ends with a report, and can be stopped."""
    client, events = server.client(), Events(server.port)
    request = {"dataset": "traffic", "options": {"learners": "decision_tree"}}
    fields = {"Idempotency-Key": "once"}
    started = client.post("/api/v1/runs", request, fields=fields)
    assert started.status == 202, started
    run = started.json()["id"]
    assert started.fields["location"] == f"/api/v1/runs/{run}"
    assert client.post("/api/v1/runs", request, fields=fields).json()["id"] == run
    events.until("run.changed", lambda data: data["id"] == run and data["ended_at"] != 0)
    events.close()
    shown = client.get(f"/api/v1/runs/{run}").json()
    assert shown["state"] == "done" and shown["report"] and not shown["cancellable"], shown
    assert shown["parameters"]["dataset"] == "traffic", shown["parameters"]
    assert client.get(f"/api/v1/runs/{run}/log").json()["items"]
    long = {"dataset": "traffic", "options": {"learners": "random_forest", "candidates": 200}}
    runs = [client.post("/api/v1/runs", long) for _ in range(2)]
    assert [one.status for one in runs] == [202, 202], runs
    for one in reversed(runs):  # the second still waits
        assert client.post(f"/api/v1/runs/{one.json()['id']}/cancel").status == 202
        assert ended(client, one.json()["id"]) in ("cancelled", "done")
    assert client.post(f"/api/v1/runs/{run}/cancel").status == 409


def ended(client: Client, run: str) -> str:
    for _ in range(300):
        shown = client.get(f"/api/v1/runs/{run}").json()
        if shown["ended_at"] != 0:
            return shown["state"]
        time.sleep(0.2)
    raise AssertionError(f"{run} does not end")


def check_events_are_resumed(server) -> None:
    client = server.client()
    first = Events(server.port)
    client.call("PUT", "/api/v1/models/traffic/aliases/one", {"version": 1})
    seen = first.until("model.changed")
    first.close()
    client.call("PUT", "/api/v1/models/traffic/aliases/two", {"version": 1})
    later = Events(server.port, seen["id"])
    missed = later.until("model.changed", lambda data: "two" in data["aliases"])
    assert int(missed["id"]) > int(seen["id"])
    later.close()
    lost = Events(server.port, "999999999")
    lost.until("reset")
    lost.close()


def check_promotion_under_load(server) -> None:
    """Not one request fails while the champion changes to and fro."""
    client, ends, answers = server.client(), threading.Event(), []

    def load() -> None:
        while not ends.is_set():
            answers.append(server.client().post("/api/v1/models/traffic/predict",
                                                {"row": {"bytes": 5, "protocol": "tcp"}}))

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(10):
        promoted = client.post(f"/api/v1/models/traffic@{turn % 2 + 1}/promote")
        assert promoted.status == 200, promoted
        time.sleep(0.3)
    assert client.post("/api/v1/models/traffic/rollback").status == 200
    ends.set()
    for thread in threads:
        thread.join()
    assert {answer.status for answer in answers} == {200}, [a for a in answers if a.status != 200]
    models = {answer.json()["model"] for answer in answers}
    print(f"  {len(answers)} requests, answered by {sorted(models)}")
    assert models == {"traffic@1", "traffic@2"}, models


def check_metrics(server) -> None:
    for accept, form in (("text/plain", "0.0.4"), ("application/openmetrics-text", "1.0.0")):
        answer = server.client().get("/metrics", fields={"Accept": accept})
        assert answer.status == 200 and f"version={form}" in answer.fields["content-type"], answer
        assert b"\nvedette_predictions_total" in answer.body
        assert answer.body.endswith(b"# EOF\n") == (form == "1.0.0")
        if shutil.which("promtool") and form == "0.0.4":
            checked = subprocess.run(["promtool", "check", "metrics"], input=answer.body,
                                     capture_output=True)
            assert checked.returncode == 0, checked.stderr.decode()


def check_forms_of_errors(server) -> None:
    client = server.client()
    problem = client.post("/api/v1/models/traffic/predict", {"row": {"bytes": "x"}},
                          fields={"X-Request-Id": "mine"})
    assert (problem.status, problem.type) == (422, "application/problem+json"), problem
    body = problem.json()
    assert body["instance"].endswith("mine") and body["errors"][0]["pointer"] == "/row/bytes", body
    run = client.post("/api/v1/runs", {"dataset": "traffic", "options": {"candidates": "x"}})
    assert run.json()["errors"][0]["pointer"] == "/options/candidates", run
    mlflow = client.post("/invocations", {"inputs": 5})
    assert mlflow.status == 400 and mlflow.json()["error_code"] == "BAD_REQUEST", mlflow
    oip = client.post("/v2/models/none/infer", {"inputs": []})
    assert oip.status == 404 and list(oip.json()) == ["error"], oip
    bad = client.post("/api/v1/predict", b"{", fields=JSON)
    assert bad.json()["type"] == "/problems/malformed", bad


def check_page(server) -> None:
    """The page is never stale; its parts, named after their content, are kept for ever."""
    page = server.client().get("/")
    assert page.status == 200 and page.fields["cache-control"] == "no-cache", page.fields
    for directive in ("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'"):
        assert directive in page.fields["content-security-policy"], page.fields
    for name in page.body.decode().split('"'):
        if name.startswith("/assets/"):
            part = server.client().get(name)
            assert part.status == 200 and "immutable" in part.fields["cache-control"], name


if __name__ == "__main__":
    with running(OpenServer, sys.argv[1]) as api:
        run_checks([check_predictions, check_captures, check_quarantine, check_training,
                    check_events_are_resumed, check_promotion_under_load, check_metrics,
                    check_forms_of_errors, check_page], api)
    print("the server works as the command line does")
