#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every feature beside a second computation that shares no code: from tshark's listing of packets,
by flow_cutting.py, feature_values.py and host_values.py.

Five-tuples that both cut alike are compared feature by feature, to nine digits. Not checkable from
the listing are tuples with IP fragments (it has no identification), without ports where there are
some (SCTP), and with an IP length of 0; hop limits and segment sizes are asked of tshark itself for
every tenth capture, where it is installed.

usage: recompute.py VEDETTE [CAPTURE ...]
"""
import base64
import collections
import concurrent.futures
import dataclasses
import datetime
import hashlib
import ipaddress
import math
import pathlib
import shutil
import struct
import subprocess
import sys

import feature_values
import flow_cutting
import host_values
import listing
from flow_cutting import Flow
from product import WORKERS, Comparison, Tuple, data, flows, key_of_row, two_way

BAR = 0.99
EXTRA_EVERY = 10
EXTRA_FIELDS = ["frame.number", "ip.ttl", "ipv6.hlim", "tcp.options.mss_val", "tcp.flags.syn"]
ASKED_OF_TSHARK = {f"{side}_{what}" for side in ("fwd", "bwd")
                   for what in ("ttl_min", "ttl_max", "mss")}
NOT_VALUES = {"flow_id", "src_ip", "src_port", "dst_ip", "dst_port", "protocol", "timestamp",
              "connection_state", "end_reason", "community_id"}

FUZZED = "fuzz-2006-09-29-28586.pcap"
BAD_OFFSET = "a TCP header longer than its packet: malformed here, listed by tshark"
NOT_ALIKE = {
    (FUZZED, (6, ("172.20.3.13", 80), ("172.20.3.5", 2601))): BAD_OFFSET,
    (FUZZED, (6, ("170.170.170.170", 43690), ("170.170.170.170", 43690))): BAD_OFFSET,
    (FUZZED, (6, ("172.20.3.13", 80), ("172.20.3.5", 2605))): BAD_OFFSET,
    (FUZZED, (6, ("172.20.3.13", 80), ("172.20.3.5", 2606))): BAD_OFFSET,
    (FUZZED, (6, ("172.20.3.13", 53136), ("172.20.3.5", 80))): BAD_OFFSET,
    ("ndpi_match_string_subprotocol__error.pcapng",
     (6, ("10.3.9.19", 40632), ("10.68.137.118", 8091))):
        "frame 10 claims 2610 bytes and has 562: malformed here, listed by tshark",
}
KNOWN = {
    ("pppoe-over-qinq.pcap", (6, ("1.1.1.1", 20394), ("2.2.2.2", 443)), 0):
        "PPPoE says 40 bytes where IP says 46: tshark believes PPPoE; Zeek and vedette, IP",
}


@dataclasses.dataclass
class Outcome:
    """Of one capture. Differences are pairs of a name and what differs, empty for nothing."""
    cuts: list = dataclasses.field(default_factory=list)
    flows: list = dataclasses.field(default_factory=list)
    unchecked: int = 0
    values: int = 0
    in_order: int = 0
    names: set = dataclasses.field(default_factory=set)
    computed: set = dataclasses.field(default_factory=set)


def unreadable(packet: listing.Packet) -> bool:
    """Whether the listing says too little of the packet to compute with it."""
    no_length = packet.ip_bytes == (0 if packet.version == 4 else 40)
    return packet.fragment != "none" or packet.protocol == listing.SCTP or no_length


def checkable(packets: list[listing.Packet]) -> tuple[set[Tuple], bool]:
    """Keys of which every packet is known, and whether that is all there is in the capture."""
    keys, bad, hosts = set(), set(), set()
    complete = True
    for packet in packets:
        if packet.ends is None:
            complete = complete and "ip" not in packet.layers and "ipv6" not in packet.layers
            continue
        key, _ = two_way(packet.protocol, *packet.ends)
        keys.add(key)
        if unreadable(packet):
            bad.add(key)
            hosts.add(frozenset((key[0], key[1][0], key[2][0])))
    for key in keys:
        if frozenset((key[0], key[1][0], key[2][0])) in hosts:
            bad.add(key)
    return keys - bad, complete and not bad


def shape(flow: Flow) -> tuple:
    forward = sum(ahead for _, ahead in flow.packets)
    initiator, _ = host_values.ends(flow)
    return (flow.packets[0][0].time, forward, len(flow.packets) - forward, initiator, flow.end)


def shape_of_row(row: dict) -> tuple:
    key, low_first = key_of_row(row)
    return (time_of(row["timestamp"]), int(row["fwd_packets"]), int(row["bwd_packets"]),
            key[1] if low_first else key[2], row["end_reason"])


def time_of(text: str) -> int:
    """Nanoseconds of an ISO 8601 time in UTC."""
    whole, _, part = text.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * 10**9 + int(part.ljust(9, "0"))


def community_id(flow: Flow) -> str:
    """Version 1 of the Community ID, of TCP and UDP."""
    protocol, *both = flow.key
    packed = sorted(ipaddress.ip_address(host).packed + struct.pack(">H", port)
                    for host, port in both)
    low, high = packed
    digest = hashlib.sha1(struct.pack(">H", 0) + low[:-2] + high[:-2] +
                          struct.pack(">BB", protocol, 0) + low[-2:] + high[-2:]).digest()
    return "1:" + base64.b64encode(digest).decode()


def same(mine, expected) -> bool:
    if mine is None or expected is None or isinstance(mine, str):
        return mine == expected
    return math.isclose(mine, expected, rel_tol=1e-9, abs_tol=1e-12)


def difference(row: dict, expected: dict) -> str:
    return ", ".join(f"{name} {row[name]} / {value}" for name, value in expected.items()
                     if not same(row[name], value))


def expected_of(flow: Flow) -> dict:
    values = feature_values.cic(flow) | feature_values.ours(flow)
    if flow.protocol in (listing.TCP, listing.UDP):
        values["community_id"] = community_id(flow)
    return values


def header_values(capture: pathlib.Path) -> dict[int, tuple] | None:
    """Hop limit and segment size of each frame, by tshark; None where it is not installed."""
    if shutil.which("tshark") is None:
        return None
    command = ["tshark", "-r", str(capture), "-T", "fields", "-E", "occurrence=f"]
    for field in EXTRA_FIELDS:
        command += ["-e", field]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    frames = {}
    for line in lines:
        number, ttl, limit, mss, syn = line.split("\t")
        frames[int(number)] = (int(ttl or limit or 0), int(mss or 0) if syn == "1" else 0)
    return frames


def of_headers(flow: Flow, frames: dict[int, tuple]) -> dict:
    values = {}
    for name, ahead in (("fwd", True), ("bwd", False)):
        found = [frames[packet.number] for packet, forward in flow.packets if forward == ahead]
        limits = [limit for limit, _ in found]
        offers = [mss for _, mss in found if mss]
        values |= {f"{name}_ttl_min": min(limits, default=None),
                   f"{name}_ttl_max": max(limits, default=None),
                   f"{name}_mss": offers[-1] if offers else None}
    return values


def grouped(items: list, key_of) -> dict[Tuple, list]:
    groups = collections.defaultdict(list)
    for item in items:
        groups[key_of(item)].append(item)
    return groups


def run(binary: str, path: pathlib.Path, with_headers: bool) -> Outcome:
    source, capture = path.name.removesuffix(".tsv.gz").split("__", 1)
    file = data("flows", source, "pcap", capture)
    packets = list(listing.read(path))
    cut = flow_cutting.cut(packets)
    rows = flows(binary, file, "--features", "all", "--outer")
    known, complete = checkable(packets)
    mine = grouped(rows, lambda row: key_of_row(row)[0])
    theirs = grouped(cut, lambda flow: flow.key)
    outcome = Outcome(unchecked=len(theirs.keys() - known))
    for key in sorted(theirs.keys() & known):
        alike = list(map(shape, theirs[key])) == list(map(shape_of_row, mine[key]))
        outcome.cuts.append(((capture, key), "" if alike else
                             f"{len(mine[key])} rows, expected {len(theirs[key])}"))
        if not alike:
            complete = False
            del theirs[key]
    # What hosts did before is known where every flow of the capture is.
    hosts = dict(zip(map(id, cut), host_values.windows(cut))) if complete else {}
    frames = header_values(file) if with_headers else None
    if complete:
        outcome.in_order = len(rows)
        outcome.flows.append(((capture, "order of rows", 0), order_difference(rows, cut)))
    for key in theirs.keys() & known:
        for place, (row, flow) in enumerate(zip(mine[key], theirs[key])):
            extra = of_headers(flow, frames) if frames else {}
            expected = expected_of(flow) | extra | hosts.get(id(flow), {})
            outcome.names |= row.keys()
            outcome.computed |= expected.keys()
            outcome.values += len(expected)
            outcome.flows.append(((capture, key, place), difference(row, expected)))
    return outcome


def order_difference(rows: list[dict], cut: list[Flow]) -> str:
    """Rows come in the order of their reports."""
    order = [(key_of_row(row)[0], time_of(row["timestamp"])) for row in rows]
    expected = [(flow.key, flow.packets[0][0].time) for flow in cut]
    return "" if order == expected else f"{len(rows)} rows, not in the order of their reports"


def report(outcomes: list[Outcome], whole: bool) -> bool:
    cuts = Comparison("second computation, five-tuples cut alike", NOT_ALIKE if whole else {})
    found = Comparison("second computation, flows (vedette / expected)", KNOWN if whole else {})
    for outcome in outcomes:
        for name, what in outcome.cuts:
            cuts.add(name, what)
        for name, what in outcome.flows:
            found.add(name, what)
    good = [cuts.finish(BAR), found.finish(BAR)]
    computed = set().union(*(outcome.computed for outcome in outcomes))
    never = set().union(*(outcome.names for outcome in outcomes)) - computed - NOT_VALUES
    print(f"{sum(outcome.values for outcome in outcomes)} values of {len(computed)} columns; "
          f"order of {sum(outcome.in_order for outcome in outcomes)} rows; "
          f"{sum(outcome.unchecked for outcome in outcomes)} five-tuples not checkable")
    if never:
        print("never computed:", *sorted(never))
    return all(good) and never <= ASKED_OF_TSHARK


def main() -> None:
    binary, *chosen = sys.argv[1:]
    paths = sorted(path for path in data("flows", "tshark").glob("*.tsv.gz")
                   if not chosen or any(name in path.name for name in chosen))
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(run, [binary] * len(paths), paths,
                                 [place % EXTRA_EVERY == 0 for place in range(len(paths))],
                                 chunksize=4))
    sys.exit(0 if report(outcomes, not chosen) else 1)


if __name__ == "__main__":
    main()
