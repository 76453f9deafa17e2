# SPDX-License-Identifier: Apache-2.0
"""Packets to flows by the documented rules, written down a second time and as plainly as possible.

A flow ends after 120 s without a packet, 30 s for a TCP attempt without an answer, 5 s after both
FINs or a RST; it is cut 1,800 s after its first packet; a SYN on a closed or established connection
begins another. The clock is the largest packet time so far; where it would fall by more than a
minute everything ends. Forward is the sender of the first packet, or its receiver for a SYN-ACK.
"""
import dataclasses

from listing import TCP, Packet
from product import Tuple, two_way

SECOND = 10**9
IDLE, ATTEMPT, LINGER, ACTIVE = 120 * SECOND, 30 * SECOND, 5 * SECOND, 1800 * SECOND
CLOCK_JUMP = 60 * SECOND
BY_TIME = float("inf")  # after whatever a packet ends at that moment
FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = (1 << bit for bit in range(8))


@dataclasses.dataclass
class Connection:
    """What a continuation keeps of the pieces before it."""
    forward_is_low: bool
    midstream: bool
    first: int
    fins: set = dataclasses.field(default_factory=set)  # of directions: True is forward
    resets: set = dataclasses.field(default_factory=set)
    syn: bool = False
    syn_ack: bool = False
    handshake_ack: bool = False
    syn_sequences: dict = dataclasses.field(default_factory=dict)
    next_sequences: dict = dataclasses.field(default_factory=dict)

    def closed(self) -> bool:
        return len(self.fins) == 2 or bool(self.resets)


@dataclasses.dataclass
class Flow:
    key: Tuple
    connection: Connection
    piece: int = 0
    packets: list = dataclasses.field(default_factory=list)  # (packet, whether it is forward)
    started: int = 0  # by the clock
    touched: int = 0
    waits: int = IDLE
    end: str = ""
    reported: int = 0
    cause: float = BY_TIME  # number of the packet that ended it
    events: dict = dataclasses.field(default_factory=dict)  # name to time, of this piece
    established: bool = False
    rejected: bool = False
    retransmissions: list = dataclasses.field(default_factory=lambda: [0, 0])

    @property
    def protocol(self) -> int:
        return self.key[0]


class Cutter:
    def __init__(self):
        self.live: dict[Tuple, Flow] = {}
        self.done: list[Flow] = []
        self.ordered: list[Flow] = []
        self.clock: int | None = None

    def add(self, packet: Packet) -> None:
        if self.clock is not None and packet.time < self.clock - CLOCK_JUMP:
            self.finish()
        self.clock = packet.time if self.clock is None else max(self.clock, packet.time)
        key, from_low = two_way(packet.protocol, *packet.ends)
        flow = self.flow_for(key, packet, from_low)
        if not flow.packets:
            flow.started = self.clock
        forward = from_low == flow.connection.forward_is_low
        flow.packets.append((packet, forward))
        if packet.protocol == TCP:
            note_tcp(flow, packet, forward)
        flow.touched = self.clock
        flow.waits = waiting_time(flow)

    def pass_time(self, time: int) -> None:
        """A packet that belongs to no flow moves the clock as well."""
        if self.clock is not None and time < self.clock - CLOCK_JUMP:
            self.finish()
        self.clock = time if self.clock is None else max(self.clock, time)

    def flow_for(self, key: Tuple, packet: Packet, from_low: bool) -> Flow:
        self.expire(key)
        flow = self.live.get(key)
        if flow is not None and begins_another(flow, packet, from_low):
            self.close(flow, self.clock, "replaced", packet.number)
            flow = None
        if flow is None:
            answer = packet.protocol == TCP and packet.flags & (SYN | ACK) == SYN | ACK
            midstream = packet.protocol == TCP and not packet.flags & SYN
            flow = Flow(key, Connection(from_low != answer, midstream, packet.time))
            self.live[key] = flow
        return flow

    def expire(self, key: Tuple) -> None:
        """Ends or cuts the flow where that was due before now."""
        flow = self.live.get(key)
        if flow is None:
            return
        silent = flow.touched + flow.waits
        old = flow.started + ACTIVE
        if flow.packets and self.clock > old and silent > old:
            self.report(flow, old, "active")
            flow = Flow(key, flow.connection, flow.piece + 1, touched=flow.touched,
                        waits=flow.waits)
            self.live[key] = flow
        if self.clock > silent:
            self.close(flow, silent, "closed" if flow.connection.closed() else "idle")

    def report(self, flow: Flow, when: int, why: str, cause: float = BY_TIME) -> None:
        flow.reported, flow.end, flow.cause = when, why, cause
        self.done.append(flow)

    def close(self, flow: Flow, when: int, why: str, cause: float = BY_TIME) -> None:
        del self.live[flow.key]
        if flow.packets:
            self.report(flow, when, why, cause)

    def finish(self) -> None:
        for key in list(self.live):
            self.expire(key)
        for flow in list(self.live.values()):
            self.close(flow, self.clock, "finished")
        self.clock = None
        # Flows of one stretch of the clock are reported before those of the next.
        self.done.sort(key=lambda flow: (flow.reported, flow.cause, flow.packets[0][0].number))
        self.ordered += self.done
        self.done = []


def waiting_time(flow: Flow) -> int:
    connection = flow.connection
    if connection.closed():
        return LINGER
    answered = flow.piece > 0 or len({forward for _, forward in flow.packets}) == 2
    if not answered and flow.protocol == TCP and not connection.midstream:
        return ATTEMPT
    return IDLE


def begins_another(flow: Flow, packet: Packet, from_low: bool) -> bool:
    if packet.protocol != TCP or packet.flags & (SYN | ACK) != SYN:
        return False
    connection = flow.connection
    if connection.closed():
        return True
    forward = from_low == connection.forward_is_low
    established = connection.handshake_ack or connection.midstream
    return established and packet.sequence != connection.syn_sequences.get(forward, 0)


def note_tcp(flow: Flow, packet: Packet, forward: bool) -> None:
    connection, flags = flow.connection, packet.flags
    note_sequence(flow, packet, forward)
    if flags & SYN:
        connection.syn_sequences[forward] = packet.sequence
    if flags & (SYN | RST | ACK) == ACK and forward and connection.syn_ack:
        if not connection.handshake_ack:
            flow.events["ack"] = packet.time
        connection.handshake_ack = True
    if flags & (SYN | ACK) == SYN and forward:
        if not connection.syn:
            flow.events["syn"] = packet.time
        connection.syn = True
    if flags & (SYN | ACK) == SYN | ACK and not forward:
        if not connection.syn_ack:
            flow.events["syn_ack"] = packet.time
        connection.syn_ack = True
    if flags & FIN:
        connection.fins.add(forward)
    if flags & RST:
        connection.resets.add(forward)
    flow.established = connection.syn and connection.syn_ack and connection.handshake_ack
    flow.rejected = False in connection.resets


def note_sequence(flow: Flow, packet: Packet, forward: bool) -> None:
    """A retransmission has payload that ends at or before what was sent; numbers wrap."""
    highest = flow.connection.next_sequences.get(forward)
    after = (packet.sequence + packet.payload + bool(packet.flags & (SYN | FIN))) % 2**32
    is_new = highest is None or 0 < (after - highest) % 2**32 < 2**31
    if packet.payload and not is_new:
        flow.retransmissions[not forward] += 1
    if is_new:
        flow.connection.next_sequences[forward] = after


def cut(packets: list[Packet]) -> list[Flow]:
    """Flows in the order in which they are reported."""
    cutter = Cutter()
    for packet in packets:
        if packet.ends is None:
            cutter.pass_time(packet.time)
        else:
            cutter.add(packet)
    if cutter.clock is not None:
        cutter.finish()
    return cutter.ordered
