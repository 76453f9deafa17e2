#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Feature rows beside those of the corrected CICFlowMeter (Liu et al. 2022).

Both run with its rules: a cut 120 s after the first packet, no idle time-out, tunnels from outside.
Compared are the five-tuples that both cut alike, all columns but those in LEFT_OUT. The fork reads
whole microseconds only, so captures with finer times are rounded down to them first.

usage: cicflowmeter.py VEDETTE
"""
import collections
import csv
import pathlib
import sys
import tempfile

import capture_file
from product import Comparison, data, each, flows, two_way

RULES = ["--features", "all", "--active-timeout", "120", "--idle-timeout", "86400", "--outer"]
UDP = 17
BAR = 0.99
ALIKE_BAR = 0.97

LEFT_OUT = {
    "Bwd Seg Size Min": "0 in the fork unless the flow has no such packet",
    "Fwd TCP Retrans. Count": "other definition: counts bare ACKs and keep-alives too",
    "Bwd TCP Retrans. Count": "other definition: counts bare ACKs and keep-alives too",
    "Total TCP Retrans. Count": "other definition: counts bare ACKs and keep-alives too",
}
# The fork forgets these when it cuts a flow at 120 s.
FORGOTTEN_AT_CUT = {"FWD Init Win Bytes", "Fwd Seg Size Min"}
# Of UDP it begins anew in the fork after a pause of 120 s, so later pieces are not compared.
CONNECTION = "Total Connection Flow Time"
NOT_FEATURES = {"Flow ID", "Src IP", "Src Port", "Dst IP", "Dst Port", "Protocol", "Timestamp",
                "Label"}

BEHIND_IP = "the fork counts bytes behind the IP packet as payload; tshark's tcp.len sums to ours"
ZERO_WINDOW = "a window of 0 in the first packet backward: the fork takes the first that is not 0"
BACK_IN_TIME = "the capture's clock goes back: negative gaps in the fork, gaps of 0 here"
SYN_ACK_FIRST = "the capture begins with a SYN-ACK: the fork leaves its window and header at 0"
KNOWN = {
    ("ja3_lots_of_cipher_suites.pcap", "6 10.206.131.18 58657 10.206.65.249 443", 0): BEHIND_IP,
    ("rdp_over_tls.pcap", "6 89.31.79.12 3389 91.238.181.21 35888", 0): BEHIND_IP,
    ("stun.pcap", "6 10.206.50.239 42000 10.77.110.51 41588", 0): BEHIND_IP,
    ("whois.pcapng", "6 10.160.63.128 53217 192.30.45.30 43", 0): BEHIND_IP,
    ("ldap__simpleauth-diff-port.pcap", "6 10.0.0.1 25936 10.0.0.2 32681", 0): BEHIND_IP,
    ("ldap__simpleauth-diff-port.pcap", "6 10.0.0.1 25936 10.0.0.2 32681", 1): BEHIND_IP,
    ("mining.pcapng", "6 147.229.13.222 49307 185.71.66.39 9999", 2): ZERO_WINDOW,
    ("sites.pcapng", "6 124.237.225.21 443 192.168.88.171 55280", 0): ZERO_WINDOW,
    ("resp.pcap", "6 192.168.88.221 51882 192.168.88.231 6379", 0): BACK_IN_TIME,
    ("tls-appdata.pcap", "6 192.168.2.100 58976 52.223.198.7 443", 5): BACK_IN_TIME,
    ("tunnels__vxlan-encapsulated-http.pcap", "17 10.1.1.172 4789 10.1.200.131 50000", 0):
        BACK_IN_TIME,
    ("fuzz-2006-09-29-28586.pcap", "6 172.20.3.13 80 172.20.3.5 2601", 0): SYN_ACK_FIRST,
    ("fuzz-2006-09-29-28586.pcap", "6 172.20.3.13 80 172.20.3.5 2608", 0): SYN_ACK_FIRST,
    ("instagram.pcap", "6 192.168.0.103 40855 46.33.70.150 80", 0): SYN_ACK_FIRST,
    ("mqtt.pcap", "6 10.10.10.1 1883 192.168.0.1 41892", 0): SYN_ACK_FIRST,
    ("openvpn_obfuscated.pcapng", "6 107.161.86.131 443 192.168.12.156 48072", 0): SYN_ACK_FIRST,
    ("portable_executable.pcap", "6 172.16.99.10 49652 64.227.107.71 53", 0): SYN_ACK_FIRST,
    ("soap.pcap", "6 185.32.192.30 80 85.154.114.113 56028", 0): SYN_ACK_FIRST,
    ("stun.pcap", "6 54.1.57.155 37257 87.47.100.17 3478", 0): SYN_ACK_FIRST,
    ("tls_2_reasms_b.pcapng", "6 196.234.165.216 37658 88.14.137.195 443", 0): SYN_ACK_FIRST,
    ("krb__optional-service-name.pcap", "6 192.168.202.110 43792 192.168.229.251 88", 0):
        SYN_ACK_FIRST,
}

NO_PROTOCOL = "the fork books what it does not parse under protocol 0 (fragments, ESP, GRE, " \
              "segmentation offload, FabricPath)"
ONE_HOST = "both ends are one address: the fork tells directions by address, and sees one"
TIME_OUTS = "another rule: here an unanswered SYN waits 30 s, a closed connection 5 s"
NOT_ALIKE = {  # by capture
    "4in4tunnel.pcap": "the fork looks into IP in IP even from outside",
    "4in6tunnel.pcap": "the fork looks into IP in IP even from outside",
    "alexa-app.pcapng": TIME_OUTS,
    "sites.pcapng": TIME_OUTS,
    "bt-http.pcapng": TIME_OUTS,
    "edonkey.pcap": TIME_OUTS,
    "fuzz-2006-09-29-28586.pcap": "damaged headers and a clock that goes back",
    "ndpi_match_string_subprotocol__error.pcapng":
        "frame 10 claims 2610 bytes and has 562: malformed here, counted by the fork",
    "ipsec_isakmp_esp.pcap":
        "the clock goes back by hours: here all flows end, in the fork durations are negative",
}


def with_microseconds(path: pathlib.Path, folder: str) -> pathlib.Path:
    """The capture itself unless it has finer times."""
    try:
        frames = capture_file.read(path)
    except capture_file.NotWellFormed:
        return path
    if all(frame.time % 1000 == 0 for frame in frames):
        return path
    rounded = pathlib.Path(folder) / f"{path.name}.pcap"
    capture_file.write(rounded, frames, capture_file.MICROSECONDS)
    return rounded


def theirs(path: pathlib.Path) -> dict[str, list[dict]]:
    groups = collections.defaultdict(list)
    with path.open() as file:
        for row in csv.DictReader(file):
            ends = [(row[f"{end} IP"], int(row[f"{end} Port"])) for end in ("Src", "Dst")]
            groups[name_of(int(row["Protocol"]), *ends)].append(row)
    return groups


def ours(binary: str, capture: pathlib.Path) -> dict[str, list[dict]]:
    groups = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for row in flows(binary, with_microseconds(capture, folder), *RULES):
            ends = [(row[f"{end}_ip"], int(row[f"{end}_port"])) for end in ("src", "dst")]
            groups[name_of(int(row["protocol"]), *ends)].append(row)
    return groups


def name_of(protocol: int, a: tuple[str, int], b: tuple[str, int]) -> str:
    (_, low, high), _ = two_way(protocol, a, b)
    return f"{protocol} {low[0]} {low[1]} {high[0]} {high[1]}"


def shape(row: dict) -> tuple[float, ...]:
    """What two rows of one flow must have in common to be the same cut of it."""
    return tuple(float(row[name]) for name in ("Total Fwd Packet", "Total Bwd packets"))


def in_order(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: (shape(row), float(row["Flow Duration"]),
                                         float(row["Total Length of Fwd Packet"])))


def differences(mine: dict, reference: dict) -> str:
    told = []
    for column, text in reference.items():
        if column in NOT_FEATURES or column in LEFT_OUT:
            continue
        if column in FORGOTTEN_AT_CUT and mine["piece"] > 0 and float(text) == 0:
            continue
        if column == CONNECTION and mine["piece"] > 0 and mine["protocol"] == UDP:
            continue
        if abs(mine[column] - float(text)) > 1e-9 * max(1, abs(float(text))):
            told.append(f"{column} {float(text):.10g} / {mine[column]:.10g}")
    return ", ".join(told)


def why_not_alike(capture: str, name: str, expected: dict[str, list[dict]]) -> str:
    _, low, _, high, _ = name.split()
    if low == high:
        return ONE_HOST
    if capture in NOT_ALIKE:
        return NOT_ALIKE[capture]
    return NO_PROTOCOL if any(other.startswith("0 ") for other in expected) else ""


def capture_of(reference: pathlib.Path) -> pathlib.Path:
    source, name = reference.name.removesuffix(".csv").split("__", 1)
    return data("flows", source, "pcap", name)


def main() -> None:
    references = sorted(data("flows", "cicflowmeter-corrected").glob("*.csv"))
    found = each(lambda reference: ours(sys.argv[1], capture_of(reference)), references)
    rows = Comparison("CICFlowMeter, rows cut alike (theirs / ours)", KNOWN)
    cuts = Comparison("CICFlowMeter, five-tuples cut alike", {})
    for reference, mine in zip(references, found):
        capture = capture_of(reference).name
        groups = theirs(reference)
        for name, expected in groups.items():
            alike = sorted(map(shape, expected)) == sorted(map(shape, mine.get(name, [])))
            cuts.add((capture, name), "" if alike else
                     f"{len(expected)} rows, here {len(mine.get(name, []))}",
                     why_not_alike(capture, name, groups))
            if not alike:
                continue
            for number, (a, b) in enumerate(zip(in_order(mine[name]), in_order(expected))):
                rows.add((capture, name, number), differences(a, b))
    enough = [cuts.finish(ALIKE_BAR), rows.finish(BAR)]
    for column, reason in LEFT_OUT.items():
        print(f"left out: {column}: {reason}")
    sys.exit(0 if all(enough) else 1)


main()
