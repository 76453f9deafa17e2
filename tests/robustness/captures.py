#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Captures of every kind, most of them malformed on purpose: no crash, no hang, every packet counted,
the same rows in each run and for any number of threads; and the same for files cut anywhere.

All files are read in groups, so that the sanitizer builds get through them; one by one are read
those that a plain reader finds damaged, and every twelfth of the others. --all reads each file by
itself, cuts every file, and feeds every cut of thirty through standard input.

usage: captures.py VEDETTE [--all]
"""
import argparse
import pathlib
import resource
import sys
import tempfile

from run_flows import LIMIT_SECONDS, run

import capture_file
from product import data, each

FOLDERS = ["robustness", "flows", "pcap"]
NO_CAPTURES = {".gz", ".csv", ".log", ".txt", ".md"}
GROUP = 40
EVERY = 12
CUT_FILES, CUT_BYTES, CUT_LARGEST = 30, 300, 8192
STDIN_EVERY = 60
MOST_MEMORY = 2 << 20  # kB, with room for the sanitizers


def frames_in(path: pathlib.Path) -> int | None:
    """None where the file is damaged or in no format that a plain reader knows."""
    try:
        return len(capture_file.read(path))
    except capture_file.NotWellFormed:
        return None


class Checks:
    def __init__(self, binary: str):
        self.binary = binary
        self.failures: list[str] = []

    def expect(self, what: str, problem: str) -> None:
        if problem:
            self.failures.append(f"{what}: {problem}")

    def group(self, files: list[pathlib.Path], frames: dict[pathlib.Path, int | None]) -> None:
        """Two runs with one thread and one with four."""
        limit = LIMIT_SECONDS * len(files)
        first, *others = [run(self.binary, files, "--threads", threads, limit=limit)
                          for threads in ("1", "1", "4")]
        name = f"{files[0].name} to {files[-1].name}"
        for one in [first, *others]:
            self.expect(name, one.problem(limit))
        self.expect(name, "" if others[0].rows == first.rows else "two runs differ")
        self.expect(name, "" if others[1].rows == first.rows else "rows differ for 4 threads")
        known = [frames[file] for file in files]
        if None not in known:
            self.expect(name, "" if sum(known) == first.packets else
                        f"{first.packets} packets, there are {sum(known)}")

    def single(self, file: pathlib.Path, frames: int | None) -> None:
        one = run(self.binary, [file])
        self.expect(file.name, one.problem())
        if frames is not None:
            self.expect(file.name, "" if one.packets == frames else
                        f"{one.packets} packets, there are {frames}")
        else:
            told = one.status != 0 or one.packets > 0
            self.expect(file.name, "" if told else "nothing was read, and nothing said")

    def refused(self, file: pathlib.Path) -> None:
        one = run(self.binary, [file])
        reason = "error:" in one.errors
        self.expect(file.name, "" if one.status in (1, 3) and reason and one.packets == 0 else
                    f"not refused: status {one.status}, {one.errors}")

    def cuts(self, file: pathlib.Path, well_formed: bool = True) -> None:
        """The file cut at each of its first bytes, all in one run."""
        content = file.read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            pieces = [pathlib.Path(folder) / f"{size:04}.pcap"
                      for size in range(min(CUT_BYTES, len(content)))]
            for size, piece in enumerate(pieces):
                piece.write_bytes(content[:size])
            one = run(self.binary, pieces)
            self.expect(f"{file.name}, cut", one.problem(LIMIT_SECONDS * 6))
            if not well_formed:
                return
            expected = sum(whole_frames(content, size) for size in range(len(pieces)))
            self.expect(f"{file.name}, cut", "" if one.packets == expected else
                        f"{one.packets} packets in its pieces, there are {expected}")

    def piped(self, file: pathlib.Path, size: int) -> None:
        one = run(self.binary, ["-"], stdin=file.read_bytes()[:size])
        self.expect(f"{file.name}, {size} bytes piped", one.problem())


def whole_frames(content: bytes, size: int) -> int:
    """Frames of a little-endian pcap file that end within `size` bytes."""
    count, at = 0, 24
    while at + 16 <= size:
        at += 16 + int.from_bytes(content[at + 8:at + 12], "little")
        count += at <= size
    return count


def to_cut(files: list[pathlib.Path]) -> list[pathlib.Path]:
    """Small pcap files, spread over all of them by their names."""
    small = [file for file in files if file.stat().st_size <= CUT_LARGEST and
             file.read_bytes()[:4] == b"\xd4\xc3\xb2\xa1" and frames_in(file)]
    step = max(1, len(small) // CUT_FILES)
    return small[::step][:CUT_FILES]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    files = sorted(file for folder in FOLDERS for file in data(folder).rglob("*")
                   if file.is_file() and file.suffix not in NO_CAPTURES)
    frames = {file: frames_in(file) for file in files}
    checks = Checks(given.binary)
    groups = [files[at:at + GROUP] for at in range(0, len(files), GROUP)]
    each(lambda group: checks.group(group, frames), groups)
    alone = [file for place, file in enumerate(files)
             if given.all or frames[file] is None or place % EVERY == 0]
    each(lambda file: checks.single(file, frames[file]), alone)
    invalid = [file for file in files if "-invalid-vers" in file.name]
    each(checks.refused, invalid)
    cut = to_cut(files)
    each(checks.cuts, cut)
    if given.all:
        each(lambda file: checks.cuts(file, well_formed=False), files)
    piped = [(file, size) for place, file in enumerate(cut)
             for size in range(place % STDIN_EVERY, min(CUT_BYTES, file.stat().st_size),
                               1 if given.all else STDIN_EVERY)]
    each(lambda pair: checks.piped(*pair), piped)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    checks.expect("memory", "" if memory < MOST_MEMORY else f"{memory} kB")
    damaged = sum(count is None for count in frames.values())
    print(f"{len(files)} captures ({damaged} damaged) in {len(groups)} groups, each three times; "
          f"{len(alone)} alone; {len(invalid)} refused; {len(cut)} cut at each of "
          f"{CUT_BYTES} bytes; {len(piped)} piped; at most {memory >> 10} MB")
    for failure in checks.failures:
        print(f"  {failure}")
    sys.exit(1 if checks.failures else 0)


main()
