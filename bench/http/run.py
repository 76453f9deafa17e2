#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""HTTP predictions of Vedette beside gunicorn + Flask + XGBoost and beside nginx, in one sitting.

    bench/http/run.py --vedette build/release/vedette [--seconds 5] [--rounds 5]

A boosted model of 200 trees on 40 columns each. One row as JSON over 16 kept-alive connections
(wrk), with and without pauses between them; nginx answers a body of the same size that never
changes. Both write a line for each request to their access logs, in blocks. Then 10,000 rows at
once, as JSON and as CSV, request after request. The servers run side by side, are loaded in turn
for some seconds, and are compared round by round: absolute figures are the machine's. Needs wrk,
nginx-light and the virtual environment of bench/http/setup.sh.
"""
import argparse
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
import xgboost

COLUMNS, TRAIN_ROWS, BATCH_ROWS, TREES, DEPTH, CONNECTIONS = 40, 20_000, 10_000, 200, 6, 16
PREDICT = "/api/v1/models/rows/predict"
MOST_PAUSE = 2  # milliseconds: about ten times the load that Flask can take
NGINX = "/usr/sbin/nginx"
HERE = pathlib.Path(__file__).resolve().parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_data(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(1)
    values = random.normal(size=(rows, COLUMNS)).astype(np.float32)
    signal_ = values[:, :8].sum(axis=1) + values[:, 8] * values[:, 9] + random.normal(size=rows)
    frame = pd.DataFrame(np.round(values.astype(np.float64), 6),
                         columns=[f"feature_{i}" for i in range(COLUMNS)])
    frame["label"] = np.where(signal_ > 1, "attack", "benign")
    return frame


def train_peer(frame: pd.DataFrame, folder: pathlib.Path) -> pathlib.Path:
    features = frame.drop(columns="label")
    matrix = xgboost.DMatrix(features, label=(frame["label"] == "attack"))
    booster = xgboost.train({"objective": "binary:logistic", "max_depth": DEPTH, "eta": 0.1,
                             "tree_method": "hist"}, matrix, TREES)
    path = folder / "model.ubj"
    booster.save_model(path)
    return path


def train_vedette(program: str, frame: pd.DataFrame, folder: pathlib.Path) -> pathlib.Path:
    home, table, schema = folder / "home", folder / "rows.csv", folder / "rows.yaml"
    frame.to_csv(table, index=False)
    columns = "".join(f"  - {{name: feature_{i}, type: float64}}\n" for i in range(COLUMNS))
    schema.write_text(f"name: rows\ncolumns:\n{columns}  - {{name: label, type: text, role: label}}\n"
                      "label: {benign: benign}\n")
    run = lambda *words: subprocess.run([program, "--home", home, "--quiet", *words], check=True,
                                        stdout=subprocess.DEVNULL)
    run("ingest", "--dataset", "rows", "--schema", schema, table)
    fixed = [f"gradient_boosting.{name}={value}" for name, value in
             (("n_estimators", TREES), ("max_depth", DEPTH), ("learning_rate", 0.1))]
    run("train", "--dataset", "rows", "--model", "rows", "--learners", "gradient_boosting",
        "--candidates", "1", *sum((["--learner-option", text] for text in fixed), []))
    return home


@contextlib.contextmanager
def process(words: list, environment: dict | None = None, **options):
    child = subprocess.Popen([str(word) for word in words], start_new_session=True,
                             env=os.environ | (environment or {}), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, **options)
    try:
        yield child
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(30)


def wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


def load(port: int, path: str, body: str, folder: pathlib.Path, seconds: int,
         most_pause: int = 0) -> dict:
    """Requests a second and the 99th percentile, as wrk sees them. Each connection pauses up to so
    many milliseconds before it asks again; without pauses the processors have no time left, and
    the percentile is a matter of who waits for one."""
    (folder / "body").write_text(body)
    script = folder / "post.lua"
    script.write_text('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                      f'local f = io.open("{folder}/body")\nwrk.body = f:read("*a")\nf:close()\n'
                      + (f"function delay() return math.random(0, {most_pause}) end\n"
                         if most_pause else ""))
    text = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s",
                           script, f"http://127.0.0.1:{port}{path}"], check=True,
                          capture_output=True, text=True).stdout
    if "Non-2xx" in text:
        raise SystemExit(f"port {port} answered with errors:\n{text}")
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    scale = {"us": 1e-3, "ms": 1, "s": 1e3}[p99[2]]
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
            "p99": float(p99[1]) * scale}


def ask(connection: http.client.HTTPConnection, path: str, body: bytes,
        kind: str) -> tuple[float, bytes]:
    """Seconds for one request, and the answer. A server that closes after it gets a new connection
    with the next one (gunicorn's plain workers do)."""
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": kind, "Accept": kind})
    answer = connection.getresponse()
    content = answer.read()
    took = time.perf_counter() - started
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {content[:200]!r}")
    return took, content


def ask_for_a_while(port: int, path: str, body: bytes, kind: str, seconds: int) -> float:
    """Median seconds of one request after the other, as whoever scores batches sees them."""
    times = []
    end = time.perf_counter() + seconds
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with contextlib.closing(connection):
        while time.perf_counter() < end:
            times.append(ask(connection, path, body, kind)[0])
    return statistics.median(times)


def nginx_configuration(folder: pathlib.Path, port: int, body: str) -> pathlib.Path:
    path = folder / "nginx.conf"
    text = body.replace("\\", "\\\\").replace("'", "\\'").replace("$", "")
    path.write_text(f"""daemon off; worker_processes 2; pid {folder}/nginx.pid;
error_log /dev/null; events {{ worker_connections 1024; }}
http {{ access_log {folder}/access.log combined buffer=64k flush=1s; client_body_temp_path {folder}/nb; proxy_temp_path {folder}/np;
fastcgi_temp_path {folder}/nf; uwsgi_temp_path {folder}/nu; scgi_temp_path {folder}/ns;
keepalive_requests 100000000; server {{ listen 127.0.0.1:{port}; location / {{
default_type application/json; return 200 '{text}'; }} }} }}""")
    return path


def resident(pid: int) -> float:
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


def show(name: str, ours: list[float], theirs: list[float], faster_is_more: bool) -> None:
    ratios = [a / b if faster_is_more else b / a for a, b in zip(ours, theirs)]
    print(f"  {name:<44}{statistics.median(ratios):8.2f} times "
          f"({min(ratios):.2f} to {max(ratios):.2f})")


def show_load(name: str, results: list[dict]) -> None:
    rate = statistics.median(result["rate"] for result in results)
    p99 = statistics.median(result["p99"] for result in results)
    print(f"  {name:<22}{rate:12,.0f} requests/s   99 % within {p99:8.2f} ms "
          f"({min(r['p99'] for r in results):.2f} to {max(r['p99'] for r in results):.2f})")


def compare_rows(ports: dict, one: str, folder: pathlib.Path, options) -> None:
    paths = {"vedette": PREDICT, "flask": "/predict", "nginx": "/"}
    loads = [("vedette", 0), ("flask", 0), ("nginx", 0), ("vedette", MOST_PAUSE),
             ("nginx", MOST_PAUSE)]
    rounds = {key: [] for key in loads}
    for _ in range(options.rounds):
        for name, pause in loads:
            rounds[name, pause].append(
                load(ports[name], paths[name], one, folder, options.seconds, pause))
    print(f"one row as JSON, {CONNECTIONS} connections: medians of {options.rounds} rounds")
    for (name, pause), results in rounds.items():
        show_load(f"{name}, with pauses" if pause else name, results)
    rates = {key: [result["rate"] for result in results] for key, results in rounds.items()}
    show("requests/s against Flask", rates["vedette", 0], rates["flask", 0], True)
    show("requests/s against nginx, static", rates["vedette", 0], rates["nginx", 0], True)
    show("with pauses, against Flask without", rates["vedette", MOST_PAUSE], rates["flask", 0], True)


def compare_batches(ports: dict, frame: pd.DataFrame, options) -> None:
    rows = frame.drop(columns="label").head(BATCH_ROWS)
    records = json.dumps({"rows": rows.to_dict("records")}).encode()
    table = rows.to_csv(index=False).encode()
    forms = {"JSON": (records, "application/json"), "CSV": (table, "text/csv")}
    print(f"{BATCH_ROWS:,} rows in one request, one after the other: "
          f"medians of {options.rounds} rounds")
    for form, (body, kind) in forms.items():
        times = {"vedette": [], "flask": []}
        for _ in range(options.rounds):
            for name, path in (("vedette", PREDICT), ("flask", "/predict")):
                times[name].append(
                    ask_for_a_while(ports[name], path, body, kind, options.seconds))
        for name in times:
            print(f"  {name:<10}{form:<6}{statistics.median(times[name]) * 1e3:10.1f} ms")
        show(f"{form} against Flask", times["vedette"], times["flask"], False)


def require_programs() -> None:
    for program, package in ((NGINX, "nginx-light"), ("wrk", "wrk")):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing: install {package}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--vedette", required=True)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    require_programs()
    frame = make_data(TRAIN_ROWS)
    one = json.dumps({"row": frame.drop(columns="label").iloc[0].to_dict()})
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        model = train_peer(frame, folder)
        home = train_vedette(options.vedette, frame, folder)
        ports = {"vedette": free_port(), "flask": free_port(), "nginx": free_port()}
        ours = stack.enter_context(process([options.vedette, "--home", home, "serve", "--port",
                                            ports["vedette"]]))
        gunicorn = pathlib.Path(sys.executable).parent / "gunicorn"
        stack.enter_context(process(
            [gunicorn, "-w", "2", "-b", f"127.0.0.1:{ports['flask']}", "service:app"],
            {"MODEL": str(model), "OMP_NUM_THREADS": "1"}, cwd=HERE))
        wait_for(ports["vedette"])
        wait_for(ports["flask"])
        idle = resident(ours.pid)
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", ports["vedette"])) as first:
            _, answer = ask(first, PREDICT, one.encode(), "application/json")
        configuration = nginx_configuration(folder, ports["nginx"], answer.decode())
        stack.enter_context(process([NGINX, "-c", configuration]))
        wait_for(ports["nginx"])
        compare_rows(ports, one, folder, options)
        compare_batches(ports, frame, options)
        print(f"memory of vedette: {idle:.0f} MB idle, {resident(ours.pid):.0f} MB after all this")


if __name__ == "__main__":
    main()
