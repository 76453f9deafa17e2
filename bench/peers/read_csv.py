#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CSV to typed columns on one thread, ours against pandas' C engine, in turn.

    bench/peers/read_csv.py --bench build/bench/bench/csv_bench --kdd kddcup.data_10_percent
                            [--pandas PYTHON ...]

--pandas names interpreters with other versions of pandas: its reader of version 3.1 is four times
as fast as those before it, of which Debian 12 has one.

Three files: 100,000 x 40 decimals with six places, as many whole numbers below 100,000, and KDD
Cup 1999 (whole numbers, short decimals and texts). Each run is a process of its own that reads the
file eight times, of which the median of the last five counts: neither is charged for its start, for
the disk, or for a processor that was asleep.
Ours reads both to one table, as pandas does, and in batches of 8,192 rows, as an ingest does.
Prints medians and the ratios round by round: the machine's speed drifts, ratios do not.
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
print("version", pandas.__version__)
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
    """Median seconds of the command's readings, by their kind."""
    one_thread = os.environ | {"OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
    done = subprocess.run([*command, str(READINGS)], capture_output=True, text=True, check=True,
                          env=one_thread)
    readings = collections.defaultdict(list)
    frame = "frame"
    for line in done.stdout.splitlines():
        kind, value, *_ = line.split()
        if kind == "version":
            frame = f"pandas {value}"
        else:
            readings[frame if kind == "frame" else kind].append(float(value))
    return {kind: statistics.median(all_of[-COUNTED:]) for kind, all_of in readings.items()}


def compare(title: str, files: tuple[str, str], header: str, options) -> None:
    table, schema = files
    rounds = []
    for _ in range(options.runs):
        rounds.append(seconds_of([options.bench, table, schema]))
        for python in [sys.executable, *options.pandas]:
            rounds[-1] |= seconds_of([python, "-c", PANDAS, table, header])
    megabytes = pathlib.Path(table).stat().st_size / 1e6
    print(f"{title}, {megabytes:.0f} MB")
    for name in rounds[0]:
        seconds = statistics.median(one[name] for one in rounds)
        print(f"  {name:<14}{seconds * 1000:8.1f} ms {megabytes / seconds:6.0f} MB/s")
    for ours in ("batches", "table"):
        for peer in (name for name in rounds[0] if name.startswith("pandas")):
            ratios = [one[peer] / one[ours] for one in rounds]
            print(f"  {ours} against {peer}: {statistics.median(ratios):.2f}x "
                  f"({min(ratios):.2f} to {max(ratios):.2f})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", required=True, help="the csv_bench program")
    parser.add_argument("--kdd", required=True, help="kddcup.data_10_percent, unpacked")
    parser.add_argument("--pandas", action="append", default=[], metavar="PYTHON")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    random = numpy.random.default_rng(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shape = (ROWS, COLUMNS)
        decimals = made(folder, "decimals", "float64", random.normal(size=shape), "%.6f")
        wholes = made(folder, "wholes", "int64", random.integers(0, 100_000, size=shape), "%d")
        compare("decimals", decimals, "first", options)
        compare("whole numbers", wholes, "first", options)
        compare("KDD Cup 1999", (options.kdd, "nsl-kdd"), "none", options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
