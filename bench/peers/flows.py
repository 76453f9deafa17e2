#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`vedette flows` with all features into a NumPy file beside softflowd, nfpcapd and argus, which
keep counters only; all against `tcpdump -r FILE -w /dev/null`, which reads and copies the packets.

    bench/peers/flows.py --vedette build/release/vedette --mix mix.pcap [--runs 5]

Three captures: the mix as it is; six copies of it with shifted addresses in one stream; and a scan
of 800,000 ports (a SYN and a RST each). The last two are made in a temporary folder. Everything runs
in turn, on one core. Prints medians and the ratios to tcpdump round by round: the machine's speed
drifts, ratios do not. Peers that are not installed are named and left out (Debian: softflowd,
nfdump, argus-server). softflowd 1.1.0 exports nothing here: with a collector it crashes on the
second capture.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

COPIES = 6
SCANNED = 800_000
FILE_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


def measured(command: list[str], core: int) -> tuple[float, float]:
    """Seconds and peak megabytes of one process on that core."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command[0]} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1000


def shifted_copies(mix: pathlib.Path, target: pathlib.Path) -> None:
    """Each IPv4 packet of Ethernet several times, its addresses moved by so many /8 blocks."""
    data = mix.read_bytes()
    with open(target, "wb") as out:
        out.write(data[:24])
        at = 24
        while at + 16 <= len(data):
            size = struct.unpack_from("<I", data, at + 8)[0]
            record = data[at:at + 16 + size]
            at += 16 + size
            out.write(record)
            ipv4 = record[28:30] == b"\x08\x00" and len(record) >= 50
            for copy in range(1, COPIES):
                if not ipv4:
                    out.write(record)
                    continue
                moved = bytearray(record)
                moved[42] = (moved[42] + 16 * copy) % 256
                moved[46] = (moved[46] + 16 * copy) % 256
                out.write(moved)


def scan(target: pathlib.Path) -> None:
    """60-byte packets: SYN from one host to ports of many, each answered by RST-ACK."""
    ethernet = bytes(12) + b"\x08\x00"
    with open(target, "wb") as out:
        out.write(FILE_HEADER)
        for number in range(SCANNED):
            there = struct.pack(">I", 0x0A000000 + number // 1000)
            port = 1 + number % 1000
            for answer in (0, 1):
                source, destination = (there, b"\xC0\x00\x02\x01") if answer else (
                    b"\xC0\x00\x02\x01", there)
                ports = struct.pack(">HH", port, 40000) if answer else struct.pack(">HH", 40000, port)
                ip = struct.pack(">BBHHHBBH", 0x45, 0, 40, 0, 0, 64, 6, 0) + source + destination
                tcp = ports + struct.pack(">IIBBHHH", number, 0, 0x50, 0x14 if answer else 0x02,
                                          1024, 0, 0)
                frame = ethernet + ip + tcp + bytes(6)
                time_us = number * 40 + 20 * answer
                out.write(struct.pack("<IIII", 1_600_000_000 + time_us // 1_000_000,
                                      time_us % 1_000_000, len(frame), len(frame)) + frame)


def commands(vedette: str, capture: pathlib.Path, folder: pathlib.Path) -> dict:
    """What to run, by the name it is shown under; tcpdump is first."""
    file = str(capture)
    peers = {"tcpdump": ["tcpdump", "-r", file, "-w", "/dev/null"],
             "softflowd": ["softflowd", "-d", "-r", file],
             "nfpcapd": ["nfpcapd", "-r", file, "-w", str(folder)],
             "argus": ["argus", "-r", file, "-w", str(folder / "argus.out")]}
    found = {name: command for name, command in peers.items() if shutil.which(command[0])}
    return found | {"vedette": [vedette, "flows", "--features", "all", "--format", "npy", "--output",
                                "/dev/null", "--threads", "1", file]}


def compare(title: str, to_run: dict, runs: int, core: int) -> None:
    rounds = [{name: measured(command, core) for name, command in to_run.items()}
              for _ in range(runs)]
    print(f"{title}: medians of {runs} rounds, ratios to tcpdump")
    for name in to_run:
        ratios = [one[name][0] / one["tcpdump"][0] for one in rounds]
        print(f"  {name:<12}{statistics.median(one[name][0] for one in rounds):8.2f} s "
              f"{statistics.median(one[name][1] for one in rounds):6.0f} MB "
              f"{statistics.median(ratios):7.2f}x ({min(ratios):.2f} to {max(ratios):.2f})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vedette", required=True)
    parser.add_argument("--mix", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--core", type=int, default=0)
    arguments = parser.parse_args()
    if shutil.which("tcpdump") is None:
        print("skipped: tcpdump is not installed")
        return 0
    for peer in ("softflowd", "nfpcapd", "argus"):
        if shutil.which(peer) is None:
            print(f"left out: {peer} is not installed")
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as name:
        folder = pathlib.Path(name)
        large, ports = folder / "mix3m.pcap", folder / "scan.pcap"
        shifted_copies(arguments.mix, large)
        scan(ports)
        for title, capture in (("mix, 0.5 M packets", arguments.mix),
                               ("mix, 3 M packets", large),
                               ("scan, 1.6 M packets", ports)):
            to_run = commands(arguments.vedette, capture, folder)
            compare(title, to_run, arguments.runs, arguments.core)
    return 0


if __name__ == "__main__":
    sys.exit(main())
