#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CSV to typed columns on one thread, ours against pandas' C engine, in turn.

    bench/peers/read_csv.py --bench build/bench/bench/csv_bench --kdd kddcup.data_10_percent

Three files: 100,000 x 40 decimals with six places, as many whole numbers below 100,000, and KDD
Cup 1999 (whole numbers, short decimals and texts). Each run is a process of its own that reads the
file eight times, of which the median of the last five counts: neither is charged for its start, for
the disk, or for a processor that was asleep.
Ours reads both to one table, as pandas does, and in batches of 8,192 rows, as an ingest does.
Prints medians and the ratios pair by pair: the machine's speed drifts, ratios do not.
"""
import argparse
import collections
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy

PANDAS = """
import sys, time
import pandas
header = None if sys.argv[2] == "none" else 0
for _ in range(int(sys.argv[3])):
    started = time.perf_counter()
    pandas.read_csv(sys.argv[1], engine="c", header=header)
    print(f"frame {time.perf_counter() - started} s")
"""
ROWS, COLUMNS = 100_000, 40
READINGS, COUNTED = 8, 5


def made(folder: pathlib.Path, name: str, kind: str, values, layout: str) -> tuple[str, str]:
    """A file of such values, and its schema."""
    names = [f"c{i}" for i in range(COLUMNS)]
    table, schema = folder / f"{name}.csv", folder / f"{name}.yaml"
    numpy.savetxt(table, values, fmt=layout, delimiter=",", header=",".join(names), comments="")
    columns = "".join(f"  - {{name: {column}, type: {kind}}}\n" for column in names)
    schema.write_text(f"name: {name}\nheader: present\ndelimiter: \",\"\ncolumns:\n{columns}")
    return str(table), str(schema)


def seconds_of(command: list[str]) -> dict[str, float]:
    """What the command says about its readings, by their kind."""
    one_thread = os.environ | {"OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
    done = subprocess.run([*command, str(READINGS)], capture_output=True, text=True, check=True,
                          env=one_thread)
    readings = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        kind, seconds, *_ = line.split()
        readings[kind].append(float(seconds))
    return {kind: statistics.median(all_of[-COUNTED:]) for kind, all_of in readings.items()}


def compare(title: str, bench: str, table: str, schema: str, header: str, runs: int) -> None:
    pairs = []
    for _ in range(runs):
        ours = seconds_of([bench, table, schema])
        pairs.append(ours | seconds_of([sys.executable, "-c", PANDAS, table, header]))
    megabytes = pathlib.Path(table).stat().st_size / 1e6
    for name in ("batches", "table", "frame"):
        seconds = statistics.median(pair[name] for pair in pairs)
        ratios = [pair["frame"] / pair[name] for pair in pairs]
        print(f"{title:<16}{name:<8}{seconds * 1000:8.1f} ms {megabytes / seconds:6.0f} MB/s"
              f"{statistics.median(ratios):7.2f}x ({min(ratios):.2f} to {max(ratios):.2f})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", required=True, help="the csv_bench program")
    parser.add_argument("--kdd", required=True, help="kddcup.data_10_percent, unpacked")
    parser.add_argument("--runs", type=int, default=11)
    arguments = parser.parse_args()
    random = numpy.random.default_rng(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shape = (ROWS, COLUMNS)
        decimals = made(folder, "decimals", "float64", random.normal(size=shape), "%.6f")
        wholes = made(folder, "wholes", "int64", random.integers(0, 100_000, size=shape), "%d")
        compare("decimals", arguments.bench, *decimals, "first", arguments.runs)
        compare("whole numbers", arguments.bench, *wholes, "first", arguments.runs)
        compare("KDD Cup 1999", arguments.bench, arguments.kdd, "nsl-kdd", "none", arguments.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
