#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What must hold for the rows of any captures, tried on those of the shared data.

 - Packets in flows and packets counted under a reason add up to the packets read.
 - A capture split in two files at any packet gives the rows of the whole, and so does a directory
   of its pieces.
 - Packed with gzip or Zstandard, or through standard input, it gives the same rows.
 - Rows do not depend on where reading a batch of packets ends, nor on the number of threads, also
   where flows end at the very same moment.

usage: properties.py VEDETTE
"""
import csv
import io
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

from run_flows import run

import capture_file
from capture_file import Frame
from product import data, each

EVERY = 12  # of the captures in flows/
SECOND = 10**9
BATCH = 1024  # packets that the product decodes at a time with one thread
ALL_SETTINGS = (["--outer"], ["--by-vlan"], ["--active-timeout", "7", "--idle-timeout", "3"],
                ["--early-packets", "4", "--early-seconds", "1"], ["--max-flows", "16"])


class Failures(list):
    def expect_same(self, what: str, rows: bytes, others: bytes) -> None:
        if rows != others:
            self.append(f"{what}: {len(rows.splitlines())} and {len(others.splitlines())} lines")


def one_link(frames: list[Frame]) -> bool:
    return len({frame.link_type for frame in frames}) == 1


def packets_in(rows: bytes) -> int:
    return sum(int(row["fwd_packets"]) + int(row["bwd_packets"])
               for row in csv.DictReader(io.StringIO(rows.decode())))


def check_sums(binary: str, number: int, file: pathlib.Path, failures: Failures) -> None:
    one = run(binary, [file])
    outcomes = one.account["packets_by_outcome"]
    if packets_in(one.rows) != outcomes["ok"]:
        failures.append(f"{file.name}: {packets_in(one.rows)} packets in rows, {outcomes['ok']} ok")
    if sum(outcomes.values()) != one.packets:
        failures.append(f"{file.name}: {outcomes} are not {one.packets}")
    for turn in (number, number + 2):  # each capture in two settings, all settings in turn
        settings = ALL_SETTINGS[turn % len(ALL_SETTINGS)]
        a, b = (run(binary, [file], *settings, "--threads", count) for count in ("1", "4"))
        failures.expect_same(f"{file.name}, {settings}, 4 threads", a.rows, b.rows)


def check_pieces(binary: str, file: pathlib.Path, failures: Failures) -> None:
    frames = capture_file.read(file)
    if len(frames) < 2 or not one_link(frames):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        capture_file.write(folder / "whole.pcap", frames)
        whole = run(binary, [folder / "whole.pcap"]).rows
        for place in {1, len(frames) // 2, len(frames) - 1}:
            pieces = folder / f"pieces-{place}"
            pieces.mkdir()
            capture_file.write(pieces / "a.pcap", frames[:place])
            capture_file.write(pieces / "b.pcap", frames[place:])
            both = run(binary, [pieces / "a.pcap", pieces / "b.pcap"]).rows
            failures.expect_same(f"{file.name}, split at {place}", whole, both)
        failures.expect_same(f"{file.name}, directory", whole, run(binary, [pieces]).rows)
        check_packed(binary, folder / "whole.pcap", whole, failures)


def check_packed(binary: str, file: pathlib.Path, rows: bytes, failures: Failures) -> None:
    frames = capture_file.read(file)
    capture_file.write(file.parent / "whole.pcap.gz", frames)
    failures.expect_same(f"{file.name}.gz", rows, run(binary, [file.parent / "whole.pcap.gz"]).rows)
    piped = run(binary, ["-"], stdin=file.read_bytes()).rows
    failures.expect_same(f"{file.name}, piped", rows, piped)
    if shutil.which("zstd"):
        subprocess.run(["zstd", "-q", "-f", str(file)], check=True)
        packed = run(binary, [file.parent / "whole.pcap.zst"]).rows
        failures.expect_same(f"{file.name}.zst", rows, packed)


def tcp(time: int, source: int, port: int, flags: int, sequence: int = 0) -> Frame:
    """A TCP packet from host `source` of 10.0.0.0/24 to 10.0.1.1, raw IPv4."""
    header = struct.pack(">HHIIBBHHH", port, 80, sequence, 0, 5 << 4, flags, 1000, 0, 0)
    ip = struct.pack(">BBHHHBBH4B4B", 0x45, 0, 40, 0, 0, 64, 6, 0, 10, 0, 0, source, 10, 0, 1, 1)
    return Frame(time, 40, 101, ip + header)


SYN, ACK, RST = 2, 16, 4


def ties() -> list[Frame]:
    """Flows that end by a time-out, by a SYN on the same ports and by age, all at one moment, with
    the end of a batch in every place around it."""
    frames = []
    for shift in range(8):
        start = shift * 10_000 * SECOND
        frames += [tcp(start, 1, 1000 + port, ACK) for port in range(8)]
        frames += [tcp(start, 2, 1000 + port, ACK, 7) for port in range(8)]
        filling = -(len(frames) + 9 + shift) % BATCH
        frames += [tcp(start + SECOND, 3, 9, ACK)] * filling
        moment = start + 120 * SECOND
        frames += [tcp(start + 60 * SECOND, 2, 1000 + port, RST) for port in (0, 3)]
        frames += [tcp(start + 119 * SECOND, 2, 1000 + port, ACK, 8) for port in (5, 1, 4)]
        frames += [tcp(moment, 2, 1000 + port, SYN, 9) for port in (5, 1, 4)]
        frames += [tcp(moment, 4, 1000 + port, ACK) for port in range(4)]
        frames += [tcp(moment, 2, 1000 + port, SYN, 9) for port in (7, 6, 2)]
        frames += [tcp(moment + 1, 5, 1, ACK)]
    return frames


def check_ties(binary: str, failures: Failures) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = pathlib.Path(name) / "ties.pcap"
        frames = ties()
        capture_file.write(file, frames)
        rows = run(binary, [file], "--threads", "1").rows
        failures.expect_same("ties, 4 threads", rows, run(binary, [file], "--threads", "4").rows)
        for place in range(len(frames) % 97, len(frames), 97):
            pieces = [pathlib.Path(name) / f"{part}.pcap" for part in "ab"]
            capture_file.write(pieces[0], frames[:place])
            capture_file.write(pieces[1], frames[place:])
            failures.expect_same(f"ties, split at {place}", rows, run(binary, pieces).rows)


def main() -> None:
    binary = sys.argv[1]
    failures = Failures()
    check_ties(binary, failures)
    captures = sorted(data("flows").glob("*/pcap/*"))[::EVERY]
    each(lambda numbered: check_sums(binary, *numbered, failures), enumerate(captures))
    each(lambda file: check_pieces(binary, file, failures), captures)
    print(f"{len(captures)} captures: sums, 2 of {len(ALL_SETTINGS)} settings with 1 and 4 threads, "
          f"pieces, packed and piped; flows that end at one moment: {len(failures)} failures")
    for failure in failures:
        print(f"  {failure}")
    sys.exit(1 if failures else 0)


main()
