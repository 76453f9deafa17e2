# SPDX-License-Identifier: Apache-2.0
"""The per-packet listings that tshark made of the captures: one line per frame, and of each field
its first occurrence, so of a tunnel mostly the outside."""
import dataclasses
import gzip
import pathlib
from collections.abc import Iterator

TCP, UDP, ICMP, ICMPV6, SCTP = 6, 17, 1, 58, 132


@dataclasses.dataclass(frozen=True)
class Packet:
    """The outermost IP packet of a frame. Lengths are those of the headers."""
    number: int
    time: int  # nanoseconds
    frame_bytes: int
    layers: tuple[str, ...]
    version: int  # of IP; 0: none
    protocol: int  # -1: the listing does not tell
    ends: tuple[tuple[str, int], tuple[str, int]] | None  # None: no IP, or no transport header
    ip_bytes: int
    fragment: str  # none, first or later
    payload: int
    header: int
    flags: int
    window: int
    sequence: int
    icmp: tuple[int, int]


def nanoseconds(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 10**9 + int(part.ljust(9, "0")[:9])


def number(text: str, otherwise: int = 0) -> int:
    return int(text, 0) if text else otherwise


def read(path: pathlib.Path) -> Iterator[Packet]:
    names = (path.parent / "_fields.txt").read_text().split()
    with gzip.open(path, "rt") as file:
        for line in file:
            yield packet_of(dict(zip(names, line.rstrip("\n").split("\t"))))


def packet_of(row: dict[str, str]) -> Packet:
    layers = tuple(row["frame.protocols"].split(":"))
    version = next((layer for layer in layers if layer in ("ip", "ipv6")), None)
    protocol = protocol_of(row, layers, version)
    fragment = fragment_of(row, layers, version)
    ip_bytes = number(row["ip.len"]) if version == "ip" else number(row["ipv6.plen"]) + 40
    payload, header = lengths_of(row, protocol, ip_bytes, version)
    tcp = protocol == TCP
    return Packet(
        number=int(row["frame.number"]), time=nanoseconds(row["frame.time_epoch"]),
        frame_bytes=int(row["frame.len"]), layers=layers,
        version={"ip": 4, "ipv6": 6}.get(version, 0), protocol=protocol,
        ends=ends_of(row, version, protocol), ip_bytes=ip_bytes, fragment=fragment,
        payload=payload, header=header, flags=number(row["tcp.flags"]) & 0xff if tcp else 0,
        window=number(row["tcp.window_size_value"]) if tcp else 0,
        sequence=number(row["tcp.seq_raw"]) if tcp else 0,
        icmp=(number(row["icmp.type"]), number(row["icmp.code"])) if protocol == ICMP else (0, 0))


def protocol_of(row: dict[str, str], layers: tuple[str, ...], version: str | None) -> int:
    """IPv6 has its extension headers between: then the layers tell."""
    if version == "ip":
        return number(row["ip.proto"], -1)
    if version is None:
        return -1
    named = {"tcp": TCP, "udp": UDP, "icmpv6": ICMPV6, "sctp": SCTP, "ip": 4, "ipv6": 41}
    after = layers[layers.index(version) + 1:]
    behind = next((layer for layer in after if not layer.startswith("ipv6.")), "")
    return named.get(behind, number(row["ipv6.nxt"], -1) if len(after) < 2 else -1)


def fragment_of(row: dict[str, str], layers: tuple[str, ...], version: str | None) -> str:
    if version == "ipv6":
        return "first" if "ipv6.fraghdr" in layers else "none"
    if number(row["ip.frag_offset"]) > 0:
        return "later"
    return "first" if number(row["ip.flags.mf"]) else "none"


def lengths_of(row: dict[str, str], protocol: int, ip_bytes: int,
               version: str | None) -> tuple[int, int]:
    """Bytes after the transport header, and the header's; from the headers, not what was captured."""
    if protocol == TCP:
        return number(row["tcp.len"]), number(row["tcp.hdr_len"])
    if protocol == UDP:
        before = number(row["ip.hdr_len"]) if version == "ip" else 40
        return max(0, min(number(row["udp.length"]), ip_bytes - before) - 8), 8
    return 0, 0


def ends_of(row: dict[str, str], version: str | None, protocol: int):
    if version is None:
        return None
    addresses = [row[f"{version}.src"], row[f"{version}.dst"]]
    ports = ["0", "0"]
    if protocol in (TCP, UDP):
        name = "tcp" if protocol == TCP else "udp"
        ports = [row[f"{name}.srcport"], row[f"{name}.dstport"]]
    if not all(addresses) or not all(ports):
        return None
    return (addresses[0], int(ports[0])), (addresses[1], int(ports[1]))
