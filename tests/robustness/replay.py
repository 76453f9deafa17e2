#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Captures sent through private pairs of interfaces give the rows that reading the files gives.

Once all frames through one pair, once each direction through a pair of its own, as network taps do
it. In a network namespace of its own: nothing leaves it. Sent as fast as it goes, so what depends on
time is not compared; taken are captures of less than five seconds, in which no time-out matters.
Skipped where the machine does not let us make namespaces.

usage: replay.py VEDETTE
"""
import collections
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

from run_flows import SANITIZERS

import capture_file
from product import SKIPPED, data, flows

SPACE = f"vedette-replay-{os.getpid()}"
PAIRS = (("replay0", "replay1"), ("replay2", "replay3"))
CAPTURES = 10
ETHERNET, LARGEST_FRAME = 1, 1514
MOST_FRAMES = 600
TIMES = ("duration", "gap", "delay", "rtt", "per_second", "active", "idle", "bursts", "subflows",
         "timestamp", "flow_id", "end_reason", "src_", "dst_")
READY_SECONDS = 30
ENDS = ("src_ip", "src_port", "dst_ip", "dst_port")


def in_space(*command: str) -> list[str]:
    return ["ip", "netns", "exec", SPACE, *command]


def skip(why: str) -> None:
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def make_pairs() -> None:
    if shutil.which("ip") is None:
        skip("there is no `ip` command")
    made = subprocess.run(["ip", "netns", "add", SPACE], capture_output=True, text=True)
    if made.returncode != 0:
        skip(f"no network namespace can be made: {made.stderr.strip()}")
    commands = [["sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"]]
    for out, into in PAIRS:
        commands += [["ip", "link", "add", out, "type", "veth", "peer", "name", into],
                     ["ip", "link", "set", out, "up"], ["ip", "link", "set", into, "up"]]
    for command in commands:
        done = subprocess.run(in_space(*command), capture_output=True, text=True)
        if done.returncode != 0:
            skip(f"`{' '.join(command)}`: {done.stderr.strip()}")


def wait_until_listening(listening: subprocess.Popen, count: int) -> None:
    """Until so many packet sockets are open in the namespace."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and listening.poll() is None:
        sockets = subprocess.run(in_space("cat", "/proc/net/packet"), capture_output=True, text=True)
        if len(sockets.stdout.splitlines()) > count:
            return time.sleep(0.3)
        time.sleep(0.05)
    listening.kill()
    raise RuntimeError(f"no interface was opened: {listening.communicate()[1].decode()}")


def live_rows(binary: str, file: pathlib.Path, pairs: int) -> list[dict]:
    interfaces = [word for _, into in PAIRS[:pairs] for word in ("--interface", into)]
    command = in_space(binary, "flows", *interfaces, "--json")
    listening = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env=os.environ | SANITIZERS)
    wait_until_listening(listening, pairs)
    subprocess.run(in_space(sys.executable, __file__, "--send", str(file), str(pairs)), check=True)
    time.sleep(1.5)  # longer than any packet stays in a buffer of the kernel
    listening.send_signal(signal.SIGINT)
    rows, errors = listening.communicate(timeout=READY_SECONDS)
    assert b"Sanitizer" not in errors and b"runtime error" not in errors, errors.decode()
    return [json.loads(line) for line in rows.splitlines()]


def send(file: pathlib.Path, pairs: int) -> None:
    with contextlib.ExitStack() as stack:
        outs = []
        for out, _ in PAIRS[:pairs]:
            outs.append(stack.enter_context(socket.socket(socket.AF_PACKET, socket.SOCK_RAW)))
            outs[-1].bind((out, 0))
        for frame in capture_file.read(file):
            towards_lower = frame.captured[:6] < frame.captured[6:12]
            outs[towards_lower % pairs].send(frame.captured)


def without_times(rows: list[dict]) -> collections.Counter:
    return collections.Counter(
        tuple(sorted((name, str(value)) for name, value in row.items()
                     if name in ENDS or not any(part in name for part in TIMES)))
        for row in rows)


def fits(file: pathlib.Path) -> bool:
    try:
        frames = capture_file.read(file)
    except capture_file.NotWellFormed:
        return False
    times = [frame.time for frame in frames]
    return (10 < len(frames) <= MOST_FRAMES and max(times) - min(times) < 5 * 10**9 and
            all(frame.link_type == ETHERNET and len(frame.captured) == frame.wire_bytes and
                14 < frame.wire_bytes <= LARGEST_FRAME for frame in frames))


def main() -> None:
    fitting = [file for file in sorted(data("flows", "ndpi", "pcap").iterdir()) if fits(file)]
    captures = fitting[::max(1, len(fitting) // CAPTURES)][:CAPTURES]
    make_pairs()
    failures, total = [], 0
    try:
        for file in captures:
            read = flows(sys.argv[1], file)
            for pairs in (1, 2):
                live = live_rows(sys.argv[1], file, pairs)
                total += len(read)
                if without_times(live) != without_times(read):
                    failures.append(f"{file.name} by {pairs} interfaces: {len(live)} rows, "
                                    f"{len(read)} from the file")
    finally:
        subprocess.run(["ip", "netns", "del", SPACE], check=False)
    print(f"{len(captures)} captures replayed, {total} rows: {len(failures)} differ")
    for failure in failures:
        print(f"  {failure}")
    sys.exit(1 if failures else 0)


if sys.argv[1] == "--send":
    send(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
else:
    main()
