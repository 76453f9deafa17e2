# SPDX-License-Identifier: Apache-2.0
"""A plain reader and writer of capture files, independent of the product's: whole files in memory,
well-formed ones only (draft-gharris-opsawg-pcap, draft-ietf-opsawg-pcapng)."""
import dataclasses
import gzip
import pathlib
import struct
from collections.abc import Iterable

MICROSECONDS = 0xa1b2c3d4
NANOSECONDS = 0xa1b23c4d
SECTION, INTERFACE, OBSOLETE, SIMPLE, ENHANCED = 0x0a0d0d0a, 1, 2, 3, 6


@dataclasses.dataclass(frozen=True)
class Frame:
    time: int  # nanoseconds
    wire_bytes: int
    link_type: int
    captured: bytes


class NotWellFormed(Exception):
    """What is wrong with the file."""


def read(path: pathlib.Path) -> list[Frame]:
    """All frames. Errors: NotWellFormed."""
    content = path.read_bytes()
    try:
        if content[:4] == struct.pack("<I", SECTION):
            return read_pcapng(content)
        return read_pcap(content)
    except (struct.error, IndexError, KeyError) as error:
        raise NotWellFormed(str(error)) from error


def read_pcap(content: bytes) -> list[Frame]:
    order = next((order for order in "<>" if struct.unpack(order + "I", content[:4])[0]
                  in (MICROSECONDS, NANOSECONDS)), None)
    if order is None:
        raise NotWellFormed("no pcap magic number")
    magic, major, minor, link_type = struct.unpack(order + "I2H12xI", content[:24])
    if major != 2 or minor > 4:
        raise NotWellFormed(f"version {major}.{minor}")
    scale = 1 if magic == NANOSECONDS else 1000
    frames, at = [], 24
    while at < len(content):
        seconds, part, captured, wire = struct.unpack_from(order + "4I", content, at)
        at += 16
        if at + captured > len(content) or captured > wire:
            raise NotWellFormed(f"record at {at}")
        frames.append(Frame(seconds * 10**9 + part * scale, wire, link_type & 0xffff,
                            content[at:at + captured]))
        at += captured
    return frames


def read_pcapng(content: bytes) -> list[Frame]:
    frames, at = [], 0
    order, interfaces = "<", []
    while at < len(content):
        if content[at:at + 4] == struct.pack("<I", SECTION):
            order = "<" if content[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            if struct.unpack_from(order + "2H", content, at + 12) not in ((1, 0), (1, 2)):
                raise NotWellFormed(f"version of the section at {at}")
            interfaces = []
        kind, size = struct.unpack_from(order + "2I", content, at)
        if size < 12 or size % 4 or at + size > len(content):
            raise NotWellFormed(f"block at {at}")
        if struct.unpack_from(order + "I", content, at + size - 4)[0] != size:
            raise NotWellFormed(f"lengths of the block at {at}")
        body = content[at + 8:at + size - 4]
        if kind == INTERFACE:
            interfaces.append(interface_of(body, order))
        elif kind == ENHANCED:
            frames.append(enhanced(body, order, interfaces))
        elif kind == OBSOLETE:
            number = struct.unpack_from(order + "H", body)[0]
            frames.append(enhanced(struct.pack(order + "I", number) + body[4:], order, interfaces))
        elif kind == SIMPLE:
            wire = struct.unpack_from(order + "I", body)[0]
            link_type, _, snap = interfaces[0]
            kept = min(wire, snap or wire)
            frames.append(Frame(0, wire, link_type, body[4:4 + kept]))
        at += size
    return frames


def interface_of(body: bytes, order: str) -> tuple[int, int, int]:
    """Link type, ticks of its clock per second, snap length."""
    link_type, snap = struct.unpack_from(order + "H2xI", body)
    ticks, at = 10**6, 8
    while at + 4 <= len(body):
        code, size = struct.unpack_from(order + "2H", body, at)
        if code == 0:
            break
        if code == 9:
            exponent = body[at + 4]
            ticks = 2 ** (exponent & 0x7f) if exponent & 0x80 else 10**exponent
        at += 4 + (size + 3) // 4 * 4
    return link_type, ticks, snap


def enhanced(body: bytes, order: str, interfaces: list[tuple[int, int, int]]) -> Frame:
    number, high, low, captured, wire = struct.unpack_from(order + "5I", body)
    if 20 + captured > len(body):
        raise NotWellFormed("packet longer than its block")
    link_type, ticks, _ = interfaces[number]
    return Frame((high << 32 | low) * 10**9 // ticks, wire, link_type, body[20:20 + captured])


def write(path: pathlib.Path, frames: Iterable[Frame], resolution: int = NANOSECONDS) -> None:
    """As pcap, gzipped where the name ends so; all frames must have one link type."""
    frames = list(frames)
    link_types = {frame.link_type for frame in frames} or {1}
    assert len(link_types) == 1, f"link types {link_types}"
    scale = 1 if resolution == NANOSECONDS else 1000
    parts = [struct.pack("<IHHiIII", resolution, 2, 4, 0, 0, 262144, link_types.pop())]
    for frame in frames:
        seconds, part = divmod(frame.time, 10**9)
        parts.append(struct.pack("<4I", seconds, part // scale, len(frame.captured),
                                 frame.wire_bytes) + frame.captured)
    opened = gzip.open(path, "wb") if path.suffix == ".gz" else path.open("wb")
    with opened as file:
        file.write(b"".join(parts))
