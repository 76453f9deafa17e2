#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packets and IP bytes per side beside Zeek's recorded conn.log.

A record counts where Zeek saw the whole of a TCP or UDP connection by its own account: no missed
bytes and no gap or clipped content in its history. Zeek leaves packets with bad checksums out and
counts a tunnel and what it carries both, so a record is looked up with tunnels followed and, if it
is not there, from outside. Side by side are sums over the records of one five-tuple.

usage: zeek.py VEDETTE
"""
import csv
import pathlib
import sys

from product import Comparison, Tuple, data, each, flows, key_of_row, two_way

PROTOCOLS = {"tcp": 6, "udp": 17}
BAR = 0.93

NOT_FOLLOWED = "a tunnel that is not followed here (AYIYA, Geneve, GRE over UDP): its UDP flow counts"
FILTERED = "the recorded script makes Zeek drop the connection after its first packets"
OFFLOAD = "IP length 0 (segmentation offload): 0 bytes in Zeek, what was captured here"


SIGNED = "scripts.base.protocols.ldap.sasl-signed-clear__conn.log"
SERVER = ("10.199.2.111", 389)
KNOWN = {
    ("core.tunnels.ayiya-large-identity__conn.log",
     (17, ("fd00::1", 40000), ("fd00::2", 40001))): NOT_FOLLOWED,
    ("core.tunnels.geneve-47101__conn.log",
     (6, ("145.40.68.75", 443), ("192.168.0.107", 45474))): NOT_FOLLOWED,
    ("core.tunnels.geneve-ipv6__conn.log",
     (17, ("fd00::1", 40000), ("fd00::2", 40001))): NOT_FOLLOWED,
    ("core.tunnels.geneve-many-options__conn.log",
     (6, ("10.0.0.226", 39088), ("95.217.228.176", 80))): NOT_FOLLOWED,
    ("core.tunnels.gre-over-udp__conn.log",
     (17, ("1.1.1.1", 53), ("172.17.0.2", 51714))): NOT_FOLLOWED,
    ("core.tunnels.gre-over-udp__conn.log",
     (6, ("172.17.0.2", 36518), ("192.0.78.150", 80))): NOT_FOLLOWED,
    ("scripts.base.frameworks.netcontrol.packetfilter__conn.log",
     (6, ("10.10.1.4", 1470), ("74.53.140.153", 25))): FILTERED,
    ("scripts.base.frameworks.netcontrol.packetfilter__conn.log",
     (6, ("192.168.133.100", 49648), ("192.168.133.102", 25))): FILTERED,
    (SIGNED, (6, SERVER, ("10.199.2.121", 59327))): OFFLOAD,
    (SIGNED, (6, SERVER, ("10.199.2.121", 59355))): OFFLOAD,
    (SIGNED, (6, SERVER, ("10.199.2.121", 59356))): OFFLOAD,
    ("scripts.base.protocols.ldap.sasl-signed-clear-2__conn.log",
     (6, ("192.168.10.138", 63815), ("192.168.10.186", 389))): OFFLOAD,
}

Sums = dict[Tuple, list[int]]  # packets, IP bytes of the lower end, then of the higher


def add(sums: Sums, key: Tuple, in_order: bool, counts: list[int]) -> None:
    ordered = counts if in_order else counts[2:] + counts[:2]
    sums[key] = [have + more for have, more in zip(sums.get(key, [0] * 4), ordered)]


def records(log: pathlib.Path) -> list[dict]:
    names, rows = [], []
    for line in log.read_text().splitlines():
        if line.startswith("#fields\t"):
            names = line.split("\t")[1:]
        elif line and not line.startswith("#"):
            rows.append(dict(zip(names, line.split("\t"))))
    return rows


def why_not(record: dict) -> str:
    """Why a record is not compared; empty where it is."""
    if record["proto"] not in PROTOCOLS:
        return "neither TCP nor UDP: Zeek takes type and code for ports"
    if record["missed_bytes"] != "0":
        return "Zeek missed bytes"
    if set(record["history"]) & set("gGwW"):
        return "a gap in its history"
    if set(record["history"]) & set("cC"):
        return "packets with bad checksums, which Zeek does not count"
    return ""


def key_of(record: dict) -> tuple[Tuple, bool]:
    ends = [(record[f"id.{end}_h"], int(record[f"id.{end}_p"])) for end in ("orig", "resp")]
    return two_way(PROTOCOLS[record["proto"]], *ends)


def ours(binary: str, capture: pathlib.Path, *options: str) -> Sums:
    sums = {}
    for row in flows(binary, capture, *options):
        add(sums, *key_of_row(row), [int(row[f"{side}_{what}"]) for side in ("fwd", "bwd")
                                     for what in ("packets", "ip_bytes")])
    return sums


def theirs(rows: list[dict]) -> Sums:
    sums = {}
    for row in rows:
        add(sums, *key_of(row), [int(row[f"{side}_{what}"]) for side in ("orig", "resp")
                                 for what in ("pkts", "ip_bytes")])
    return sums


def main() -> None:
    folder = data("flows", "zeek")
    with (folder / "map.csv").open() as file:
        logs = list(csv.DictReader(file))
    captures = sorted({log["capture"] for log in logs})
    found = dict(zip(captures, each(lambda name: [
        ours(sys.argv[1], folder / "pcap" / name, *options) for options in ([], ["--outer"])],
        captures)))
    outcome = Comparison("Zeek, five-tuples with complete records", KNOWN)
    left_out = {}
    for log in logs:
        rows = records(folder / "conn" / log["conn_log"])
        for row in rows:
            if reason := why_not(row):
                left_out[reason] = left_out.get(reason, 0) + 1
        inner, outer = found[log["capture"]]
        for key, counts in theirs([row for row in rows if not why_not(row)]).items():
            mine = inner.get(key, outer.get(key))
            outcome.add((log["conn_log"], key), "" if mine == counts else
                        f"Zeek {counts}, vedette {mine}")
    good = outcome.finish(BAR)
    for reason, count in sorted(left_out.items()):
        print(f"left out: {count} records: {reason}")
    sys.exit(0 if good else 1)


main()
