#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills an ingest (SIGKILL) at random points and runs it again: every row must be there once.

usage: kill_test.py VEDETTE [--iterations 25] [--rows 400000] [--seed 1]
"""
import argparse
import pathlib
import random
import subprocess
import tempfile
import time

from product import Product, expect_complete, expect_nothing_half, write_input


def seconds_of_one_ingest(binary: str, file: pathlib.Path) -> float:
    with tempfile.TemporaryDirectory() as home:
        begin = time.monotonic()
        done = Product(binary, pathlib.Path(home)).ingest(file)
        assert done.returncode in (0, 3), done.stderr
        return time.monotonic() - begin


def one_iteration(binary: str, file: pathlib.Path, rows: int, delays: list[float]) -> int:
    """Returns how many of the runs were still going on when they were killed."""
    killed = 0
    with tempfile.TemporaryDirectory() as home:
        product = Product(binary, pathlib.Path(home))
        for delay in delays:
            run = subprocess.Popen(product.ingest_command(file), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
            time.sleep(delay)
            killed += run.poll() is None
            run.kill()
            run.wait()
            expect_nothing_half(product)
        last = product.ingest(file)
        assert last.returncode in (0, 3), last.stderr
        expect_complete(product, rows)
    return killed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--iterations", type=int, default=25)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        file = write_input(pathlib.Path(folder), given.rows)
        whole = seconds_of_one_ingest(given.binary, file)
        killed = sum(one_iteration(given.binary, file, given.rows,
                                   [chance.uniform(0, whole) for _ in range(chance.randint(1, 3))])
                     for _ in range(given.iterations))
    print(f"{given.iterations} iterations, {killed} runs killed, every row there once")
    assert killed > 0, "no run was killed: the test showed nothing"


main()
