#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills commands (SIGKILL) at random points and runs them again; nothing half may remain.

ingest: every row is there once. train: each completed run adds one version that is whole, a killed
one adds a whole one or none. promote: the aliases are as before or as after, never between.

usage: kill_test.py VEDETTE [--iterations 18] [--rows 250000] [--seed 1]
"""
import argparse
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

from product import (MODEL, Product, expect_complete, expect_nothing_half, expect_whole_models,
                     write_input)

TRAINING_ROWS = 3_000
MOST_PUBLISHING_S = 0.02


def killed_at_random(command: list[str], whole: float, chance: random.Random) -> tuple[bool, float]:
    """Whether the command was still running when it was killed, at some point of the seconds that a
    whole run takes, and these seconds anew: where the machine was busy when they were measured,
    every run would end before it is killed."""
    begin = time.monotonic()
    run = started(command)
    try:
        run.wait(chance.uniform(0, whole))
    except subprocess.TimeoutExpired:
        return kill(run), whole
    return False, time.monotonic() - begin


def started(command: list[str]) -> subprocess.Popen:
    """Without the file in /dev/shm that libmongoc makes for a process and a killed one leaves: it
    warns when a later process of that number finds it."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            env=os.environ | {"MONGOC_DISABLE_SHM": "1"})


def killed_while_publishing(command: list[str], shelf: pathlib.Path, delay: float) -> bool:
    """Kills a training soon after it began to write its version: that takes milliseconds only."""
    run = started(command)
    while run.poll() is None and not any(shelf.glob(".incoming-*")):
        pass
    time.sleep(delay)
    return kill(run)


def kill(run: subprocess.Popen) -> bool:
    was_running = run.poll() is None
    run.kill()
    run.wait()
    return was_running


def seconds_of(command: list[str]) -> float:
    begin = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 3), done.stderr
    return time.monotonic() - begin


class Ingests:
    """Each iteration has a home of its own, and kills one to three runs in it."""

    def __init__(self, binary: str, folder: pathlib.Path, rows: int):
        self.binary, self.folder, self.rows = binary, folder, rows
        self.file = write_input(folder, rows)
        with tempfile.TemporaryDirectory(dir=folder) as home:
            self.whole = seconds_of(Product(binary, pathlib.Path(home)).ingest_command(self.file))

    def iterate(self, chance: random.Random) -> int:
        with tempfile.TemporaryDirectory(dir=self.folder) as home:
            product = Product(self.binary, pathlib.Path(home))
            killed = 0
            for attempt in range(chance.randint(1, 3)):
                stopped, whole = killed_at_random(product.ingest_command(self.file), self.whole,
                                                  chance)
                killed += stopped
                expect_nothing_half(product)
                if stopped:
                    continue
                if attempt == 0:  # others only finish what was begun
                    self.whole = whole
                break
            last = product.ingest(self.file)
            assert last.returncode in (0, 3), last.stderr
            expect_complete(product, self.rows)
        return killed


class Trainings:
    """All iterations share a home, so that versions gather in it; some begin without any."""

    def __init__(self, binary: str, folder: pathlib.Path):
        self.home = folder / "home"
        self.product = Product(binary, self.home)
        folder.mkdir()
        assert self.product.ingest(write_input(folder, TRAINING_ROWS)).returncode in (0, 3)
        self.whole = seconds_of(self.product.train_command())

    def iterate(self, chance: random.Random) -> int:
        shelf = self.home / "models" / MODEL
        if chance.random() < 0.25:
            shutil.rmtree(shelf)
        before = expect_whole_models(self.product)
        command = self.product.train_command()
        if chance.random() < 0.5:
            killed, self.whole = killed_at_random(command, self.whole, chance)
        else:
            killed = killed_while_publishing(command, shelf, chance.uniform(0, MOST_PUBLISHING_S))
        between = expect_whole_models(self.product)
        assert between[:len(before)] == before, (before, between)
        assert len(between) - len(before) in ((0, 1) if killed else (1,)), (before, between)
        again = self.product.run(*self.product.train_arguments())
        assert again.returncode == 0, again.stderr
        after = expect_whole_models(self.product)
        assert after[:-1] == between, (between, after)
        return int(killed)


class Promotions:
    """Three versions of a model take turns as its champion."""

    def __init__(self, binary: str, folder: pathlib.Path):
        self.product = Trainings(binary, folder).product
        while len(expect_whole_models(self.product)) < 3:
            assert self.product.run(*self.product.train_arguments()).returncode == 0
        self.whole = seconds_of(self.product.promote_command(2))

    def iterate(self, chance: random.Random) -> int:
        before = self.product.aliases()
        target = chance.choice([v for v in (1, 2, 3) if v != before["champion"]])
        promoted = {"champion": target, "previous": before["champion"]}
        killed, self.whole = killed_at_random(self.product.promote_command(target), self.whole,
                                              chance)
        between = self.product.aliases()
        is_promoted = between.items() >= promoted.items()
        assert is_promoted or (killed and between == before), (before, target, between)
        again = self.product.run("models", "promote", f"{MODEL}@{target}")
        assert again.returncode == 0, again.stderr
        assert self.product.aliases().items() >= promoted.items(), (before, target)
        return int(killed)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--iterations", type=int, default=18, help="spread over the commands")
    parser.add_argument("--rows", type=int, default=250_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        scenarios = {"ingest": Ingests(given.binary, folder, given.rows),
                     "train": Trainings(given.binary, folder / "trained"),
                     "promote": Promotions(given.binary, folder / "promoted")}
        killed = dict.fromkeys(scenarios, 0)
        for i in range(given.iterations):
            command = list(scenarios)[i % len(scenarios)]
            killed[command] += scenarios[command].iterate(chance)
    print(f"{given.iterations} iterations; runs killed: {killed}; nothing lost, doubled or half")
    assert all(killed.values()), "a command was never killed: the test showed nothing about it"


main()
