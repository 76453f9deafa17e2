#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every flow of nfdump's files beside what nfdump itself prints of them.

nfpcapd makes files of the captures of nDPI, and nfdump puts them together: plain, in each of its
packings, and with both directions in one record (-B). Each of those files is scored by a small
model that repeats its input, so that the whole way through `vedette predict` is compared: the
addresses, ports, protocol, times, packets and bytes of every record, in the order of the file.
TCP flags are not: those of one direction fill nothing.

usage: nfdump.py VEDETTE
"""
import csv
import datetime
import io
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from product import SKIPPED, Comparison, canonical, data, each

LIMIT_SECONDS = 300
EVERY = 3  # of the captures
FORMS = {"plain": [], "lzo": ["-z"], "bzip2": ["-j"], "lz4": ["-y"], "both directions": ["-B"]}
WITH_PORTS = {6, 17, 132}  # nfdump has the call id of GRE there, and the type and code of ICMP
KEPT = ["src_ip", "src_port", "dst_ip", "dst_port", "protocol", "timestamp", "duration",
        "fwd_packets", "fwd_ip_bytes", "bwd_packets", "bwd_ip_bytes"]
SCHEMA = """name: nfdump
columns:
  - {name: src_ip, type: text, role: id}
  - {name: src_port, type: int64, role: id}
  - {name: dst_ip, type: text, role: id}
  - {name: dst_port, type: int64}
  - {name: protocol, type: int64}
  - {name: timestamp, type: timestamp, role: time}
  - {name: duration, type: float64, unit: seconds}
  - {name: fwd_packets, type: int64}
  - {name: fwd_ip_bytes, type: int64}
  - {name: bwd_packets, type: int64}
  - {name: bwd_ip_bytes, type: int64}
  - {name: label, type: text, role: label}
label: {benign: benign}
"""


def run(*command: object, **more) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=LIMIT_SECONDS, **more)
    assert done.returncode == 0, f"{command}: {done.returncode} {done.stderr}"
    return done.stdout


def collected(folder: pathlib.Path) -> pathlib.Path:
    """A folder with what nfpcapd makes of captures. Those that it refuses are left out."""
    captures = sorted((data("flows", "ndpi") / "pcap").iterdir())[::EVERY]
    root = folder / "collected"

    def collect(numbered: tuple[int, pathlib.Path]) -> bool:
        number, capture = numbered
        into = root / f"{number:03}"
        into.mkdir(parents=True)
        done = subprocess.run(["nfpcapd", "-r", capture, "-w", into, "-o", "fat"],
                              capture_output=True, timeout=LIMIT_SECONDS)
        return done.returncode == 0

    taken = sum(each(collect, enumerate(captures)))
    print(f"nfpcapd took {taken} of {len(captures)} captures")
    return root


def trained(binary: str, home: pathlib.Path) -> None:
    """The model `echo`, of invented rows."""
    draw = random.Random(1)
    (home / "schema.yaml").write_text(SCHEMA)
    with (home / "train.csv").open("w") as file:
        file.write(",".join([*KEPT, "label"]) + "\n")
        for row in range(400):
            attack = row % 4 == 0
            packets = draw.randint(1, 9) + 4 * attack
            file.write(f"10.0.0.1,{draw.randint(1024, 65535)},10.0.0.2,{draw.randint(1, 1000)},6,"
                       f"2026-01-05T08:{row // 60:02}:{row % 60:02}Z,{draw.random():.3f},"
                       f"{packets},{packets * 60},"
                       f"{draw.randint(0, 9)},{draw.randint(0, 999)},"
                       f"{'attack' if attack else 'benign'}\n")
    run(binary, "--home", home, "ingest", "--dataset", "echo", "--schema", home / "schema.yaml",
        home / "train.csv")
    run(binary, "--home", home, "train", "--dataset", "echo", "--learners", "logistic_regression")


def milliseconds(text: str) -> int:
    time = datetime.datetime.fromisoformat(text.removesuffix("Z")).replace(
        tzinfo=datetime.timezone.utc)
    return round(time.timestamp() * 1000)


def ours(binary: str, home: pathlib.Path, file: pathlib.Path) -> list[dict]:
    keep = [word for name in KEPT for word in ("--keep", name)]
    text = run(binary, "--home", home, "predict", "--model", "echo", *keep, file)
    flows = []
    for row in csv.DictReader(io.StringIO(text)):
        assert not row["error"], row["error"]
        flows.append({
            "ends": (canonical(row["src_ip"]), int(row["src_port"]),
                     canonical(row["dst_ip"]), int(row["dst_port"])),
            "protocol": int(row["protocol"]), "span": span_of(row),
            "forward": (int(row["fwd_packets"]), int(row["fwd_ip_bytes"])),
            "backward": (int(row["bwd_packets"]), int(row["bwd_ip_bytes"]))})
    return flows


def span_of(row: dict) -> tuple[int, int] | None:
    """None where a time is missing."""
    if not row["timestamp"]:
        return None
    first = milliseconds(row["timestamp"])
    return first, first + round(float(row["duration"]) * 1000)


def theirs(file: pathlib.Path) -> list[dict]:
    printed = run("nfdump", "-r", file, "-o", "json", env={**os.environ, "TZ": "UTC"})
    return [flow_of(row) for row in json.loads(printed)]


def flow_of(row: dict) -> dict:
    version = "4" if "src4_addr" in row else "6"
    ports = [row[name] if row["proto"] in WITH_PORTS else 0
             for name in ("src_port", "dst_port")]
    span = milliseconds(row["first"]), milliseconds(row["last"])
    return {
        "ends": (canonical(row[f"src{version}_addr"]), ports[0],
                 canonical(row[f"dst{version}_addr"]), ports[1]),
        "protocol": row["proto"],
        # Clocks jump in some captures; times that run backwards are not taken.
        "span": span if span[0] <= span[1] else None,
        "forward": (row["in_packets"], row["in_bytes"]),
        "backward": (row.get("out_packets", 0), row.get("out_bytes", 0))}


def compare(outcome: Comparison, form: str, mine: list[dict], other: list[dict]) -> None:
    outcome.add((form, "flows"), "" if len(mine) == len(other) else f"{len(mine)}, {len(other)}")
    for number, (left, right) in enumerate(zip(mine, other), 1):
        outcome.add((form, number), "" if left == right else f"nfdump {right}, vedette {left}")


def main() -> None:
    for tool in ("nfdump", "nfpcapd"):
        if shutil.which(tool) is None:
            print(f"skipped: there is no {tool}; it is in Debian's package nfdump")
            sys.exit(SKIPPED)
    outcome = Comparison("nfdump, flows of its files", {})
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        files = collected(folder)
        trained(sys.argv[1], folder)
        for form, options in FORMS.items():
            file = folder / f"nfcapd.{form.split()[0]}"
            run("nfdump", "-R", files, *options, "-q", "-w", file)
            compare(outcome, form, ours(sys.argv[1], folder, file), theirs(file))
    sys.exit(0 if outcome.finish(1.0) else 1)


main()
