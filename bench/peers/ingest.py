#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`vedette ingest` into SQLite against pandas `read_csv` + `to_sql`, on the same file, in turn.

    bench/peers/ingest.py --vedette build/release/vedette --schema nsl-kdd kddcup.data_10_percent

Each run is a process of its own; wall time and peak memory come from the operating system. Prints
medians and the ratio pair by pair: the machine's speed drifts, ratios do not.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PANDAS = """
import sqlite3, sys
import pandas
table = pandas.read_csv(sys.argv[1], header=None)
table.columns = [f"c{i}" for i in range(table.shape[1])]
with sqlite3.connect(sys.argv[2]) as connection:
    table.to_sql("rows", connection, index=False)
"""


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        raise SystemExit(f"{command[0]} failed")
    return seconds, usage.ru_maxrss / 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vedette", required=True)
    parser.add_argument("--schema", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("file")
    arguments = parser.parse_args()
    ours, theirs = [], []
    for _ in range(arguments.runs):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="vedette-bench-"))
        ours.append(measured([arguments.vedette, "--home", str(folder / "home"), "--quiet",
                              "ingest", "--dataset", "bench", "--schema", arguments.schema,
                              arguments.file]))
        theirs.append(measured([sys.executable, "-c", PANDAS, arguments.file,
                                str(folder / "rows.sqlite")]))
        shutil.rmtree(folder)
    for name, runs in (("vedette ingest", ours), ("pandas read_csv + to_sql", theirs)):
        print(f"{name:<26}{statistics.median(s for s, _ in runs):8.2f} s "
              f"{statistics.median(m for _, m in runs):8.0f} MB peak")
    ratios = [their[0] / our[0] for our, their in zip(ours, theirs)]
    print(f"pandas / vedette: {statistics.median(ratios):.1f}x "
          f"({min(ratios):.1f} to {max(ratios):.1f} over {len(ratios)} pairs)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
