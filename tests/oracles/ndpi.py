#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packets and frame bytes per direction beside what nDPI recorded for its own captures.

Compared are TCP and UDP five-tuples, summed over the pieces that time-outs make. nDPI looks inside
tunnels and so does `vedette flows`. Where the two differ, a third reader (the per-packet listing
of tshark, first occurrence of each field) is asked, and its answer is printed.

usage: ndpi.py VEDETTE
"""
import collections
import csv
import pathlib
import sys

import listing
from product import Comparison, Tuple, data, each, flows, key_of_row, two_way

PROTOCOLS = {"TCP": 6, "UDP": 17}
BAR = 0.995

CAPTURED = "nDPI counts captured bytes; these captures lack the last 4 bytes of frames"
CUT = "nDPI leaves out packets that the snap length cut"
CAPWAP = "nDPI looks inside CAPWAP; here its UDP flow counts with all 170 frames"
BAD_OFFSET = "TCP header longer than its packet (frames 27, 80): malformed here, counted by nDPI"
LATER = "a later fragment whose first one never came (frame 130): an orphan here, ports 0 in nDPI"
MISPRINT = "nDPI prints the address with two `::`; packets and bytes are the same"

KNOWN = {
    ("capwap.pcap", "17 192.168.10.10 12380 192.168.10.9 5247"): CAPWAP,
    ("capwap.pcap", "17 0.0.0.0 68 255.255.255.255 67"): CAPWAP,
    ("fins.pcap", "6 10.1.1.164 9600 10.1.1.173 17134"): CAPTURED,
    ("fins.pcap", "17 10.1.1.164 9600 10.1.1.173 54855"): CAPTURED,
    ("ja3_lots_of_cipher_suites_2_anon.pcap",
     "6 151.121.193.160 443 192.168.147.177 58496"): CAPTURED,
    ("fuzz-2006-09-29-28586.pcap", "6 172.20.3.13 80 172.20.3.5 2601"): BAD_OFFSET,
    ("fuzz-2006-09-29-28586.pcap", "6 170.170.170.170 43690 170.170.170.170 43690"): BAD_OFFSET,
    ("fuzz-2006-09-29-28586.pcap", "6 172.20.3.13 0 172.20.3.5 0"): LATER,
    ("rsh-syslog-false-positive.pcap", "6 172.29.43.201 514 172.31.78.129 9039"): CUT,
    ("stun.pcap", "17 2001:b07:a3d:c112:48a1:1094:1227:281e 48094 "
                  "2600:1900:4160:5999::19:: 3478"): MISPRINT,
}

Sums = dict[Tuple, list[int]]  # packets, bytes of the lower end, then of the higher


def add(sums: Sums, key: Tuple, in_order: bool, counts: list[int]) -> None:
    ordered = counts if in_order else counts[2:] + counts[:2]
    sums[key] = [have + more for have, more in zip(sums.get(key, [0] * 4), ordered)]


def expectations(path: pathlib.Path) -> dict[str, Sums]:
    by_capture = collections.defaultdict(dict)
    with path.open() as file:
        for row in csv.DictReader(file):
            if row["proto"] not in PROTOCOLS:
                continue
            ends = [(row[f"{end}_ip"], int(row[f"{end}_port"])) for end in "ab"]
            counts = [int(row[f"{end}_{what}"]) for end in "ab" for what in ("packets", "bytes")]
            add(by_capture[row["capture"]], *two_way(PROTOCOLS[row["proto"]], *ends), counts)
    return by_capture


def ours(binary: str, capture: pathlib.Path) -> Sums:
    sums = {}
    for row in flows(binary, capture):
        add(sums, *key_of_row(row), [int(row[f"{side}_{what}"]) for side in ("fwd", "bwd")
                                     for what in ("packets", "wire_bytes")])
    return sums


def third_reader(capture: str, key: Tuple) -> list[int] | None:
    sums = {}
    for packet in listing.read(data("flows", "tshark") / f"ndpi__{capture}.tsv.gz"):
        if packet.ends is not None:
            oriented = two_way(packet.protocol, *packet.ends)
            add(sums, *oriented, [1, packet.frame_bytes, 0, 0])
    return sums.get(key)


def name_of(capture: str, key: Tuple) -> tuple[str, str]:
    protocol, low, high = key
    return capture, f"{protocol} {low[0]} {low[1]} {high[0]} {high[1]}"


def main() -> None:
    folder = data("flows", "ndpi")
    expected = expectations(folder / "expected.csv")
    captures = sorted(expected)
    found = each(lambda capture: ours(sys.argv[1], folder / "pcap" / capture), captures)
    outcome = Comparison("nDPI, five-tuples", KNOWN)
    for capture, sums in zip(captures, found):
        for key, counts in expected[capture].items():
            equal = sums.get(key) == counts
            outcome.add(name_of(capture, key), "" if equal else
                        f"nDPI {counts}, vedette {sums.get(key)}, "
                        f"tshark {third_reader(capture, key)}")
    sys.exit(0 if outcome.finish(BAR) else 1)


main()
