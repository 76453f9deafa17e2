#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs transcripts of the real binary and compares what it prints.

A case is a text file: lines that start with `$ ` are commands (run by sh in a fresh folder that
holds a copy of tests/fixtures, with a fresh home), the lines after them are the output expected on
stdout and stderr, and a last line `[N]` is an exit status other than 0. Times, paths and other
things that differ from run to run are masked on both sides.

    run.py BINARY [CASE ...]            compare; exit status 1 on a difference
    run.py --rewrite BINARY [CASE ...]  write what the binary prints into the cases
"""
import argparse
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures"
MASKS = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?"), "<time>"),
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}"), "<run>"),
    (re.compile(r'("(?:seconds|train_seconds)": )[-0-9.e]+'), r"\1<seconds>"),
    (re.compile(r"\b[0-9]+\.[0-9]s\b"), "<seconds>"),
    (re.compile(r"\b\d+\.\d [kM]B\b"), "<size>"),
]
LIMIT_SECONDS = 120


def parse(text: str) -> list[list[str]]:
    """Blocks of one command line and its output lines; what stands before the first is a comment."""
    blocks = [[]]
    for line in text.splitlines():
        if line.startswith("$ "):
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def masked(text: str, folder: str) -> str:
    text = text.replace(folder, "<folder>")
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


def run_case(binary: pathlib.Path, blocks: list[list[str]]) -> list[str]:
    lines = list(blocks[0])
    with tempfile.TemporaryDirectory(prefix="vedette-golden-") as folder:
        shutil.copytree(FIXTURES, folder, dirs_exist_ok=True)
        bin_folder = pathlib.Path(folder) / "bin"
        bin_folder.mkdir()
        (bin_folder / "vedette").symlink_to(binary)
        environment = {"PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": folder,
                       "VEDETTE_HOME": f"{folder}/home", "LC_ALL": "C.UTF-8", "TZ": "UTC",
                       "OMP_WAIT_POLICY": "passive",
                       # Its counters in shared memory warn when a killed process left some behind.
                       "MONGOC_DISABLE_SHM": "1"}
        for block in blocks[1:]:
            done = subprocess.run(["sh", "-c", block[0][2:]], cwd=folder, env=environment,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS, check=False)
            lines.append(block[0])
            lines += masked(done.stdout.decode("utf-8", "replace"), folder).splitlines()
            if done.returncode != 0:
                lines.append(f"[{done.returncode}]")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Golden runs of the real binary.")
    parser.add_argument("--rewrite", action="store_true")
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    names = arguments.cases or sorted(f.stem for f in (HERE / "cases").glob("*.txt"))
    failed = 0
    for name in names:
        file = HERE / "cases" / f"{name}.txt"
        old = file.read_text().splitlines()
        new = run_case(arguments.binary.resolve(), parse(file.read_text()))
        if arguments.rewrite:
            file.write_text("\n".join(new) + "\n")
        elif old != new:
            failed += 1
            print("\n".join(difflib.unified_diff(old, new, f"{name} (recorded)",
                                                 f"{name} (now)", lineterm="")))
    print(f"{len(names)} cases, {failed} differ")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
