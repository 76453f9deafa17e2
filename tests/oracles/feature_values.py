# SPDX-License-Identifier: Apache-2.0
"""Every feature of a flow, computed from the list of its packets as docs/features.md defines it.

Plain and slow on purpose: whole series in lists, exact fractions for what is summed.
"""
import bisect
import fractions
import math

from flow_cutting import ACK, CWR, ECE, FIN, PSH, RST, SECOND, SYN, URG, Flow
from listing import ICMP, ICMPV6, TCP, UDP

Fraction = fractions.Fraction
Value = float | None  # None: missing
FLAGS = {"fin": FIN, "syn": SYN, "rst": RST, "psh": PSH, "ack": ACK, "urg": URG, "ece": ECE,
         "cwr": CWR}
BINS = 32
LENGTH_STARTS = [0, 1] + [base for power in range(1, 17) for base in (2**power, 3 * 2**power // 2)]
GAP_STARTS = [0] + [2**power for power in range(32)]


# Series of numbers.

def mean(series: list, otherwise: Value = None) -> Value:
    return float(Fraction(sum(series), len(series))) if series else otherwise


def variance(series: list) -> Fraction:
    """Divided by n - 1; 0 below two values."""
    count = len(series)
    if count < 2:
        return Fraction(0)
    middle = Fraction(sum(series), count)
    return sum((value - middle) ** 2 for value in series) / (count - 1)


def deviation(series: list) -> float:
    return math.sqrt(variance(series))


def least(series: list, otherwise: Value) -> Value:
    return float(min(series)) if series else otherwise


def most(series: list, otherwise: Value) -> Value:
    return float(max(series)) if series else otherwise


def ratio(a, b, otherwise: Value) -> Value:
    return float(Fraction(a) / Fraction(b)) if b else otherwise


def scaled(value: Value, divisor: int) -> Value:
    return None if value is None else value / divisor


def bins_of(series: list[int], starts: list[int]) -> list[int]:
    return [min(bisect.bisect_right(starts, value) - 1, BINS - 1) for value in series]


def quantile(series: list[int], starts: list[int], share: Fraction) -> float:
    """Middle of the bin in which the share of the values is reached."""
    bins = sorted(bins_of(series, starts))
    reached = bins[max(0, math.ceil(share * len(bins)) - 1)]
    return (starts[reached] + starts[reached + 1] - 1) / 2


def entropy(series: list[int], starts: list[int]) -> float:
    bins = bins_of(series, starts)
    shares = [bins.count(one) / len(bins) for one in set(bins)]
    return -sum(share * math.log2(share) for share in shares)


def gaps_of(times: list[int]) -> list[int]:
    """Between neighbours; a packet from before the latest one has a gap of zero."""
    gaps, latest = [], times[0] if times else 0
    for time in times[1:]:
        gaps.append(max(0, time - latest))
        latest = max(latest, time)
    return gaps


class Side:
    def __init__(self, flow: Flow, forward: bool):
        self.packets = [packet for packet, ahead in flow.packets if ahead == forward]
        self.count = len(self.packets)
        self.payloads = [packet.payload for packet in self.packets]
        self.payload = sum(self.payloads)
        self.ip_bytes = sum(packet.ip_bytes for packet in self.packets)
        self.wire_bytes = sum(packet.frame_bytes for packet in self.packets)
        self.header_bytes = sum(packet.header for packet in self.packets)
        self.gaps = gaps_of([packet.time for packet in self.packets])
        self.data = [packet for packet in self.packets if packet.payload]
        self.windows = [packet.window for packet in self.packets] if flow.protocol == TCP else []
        self.zero_windows = sum(packet.window == 0 and not packet.flags & RST
                                for packet in self.packets) if flow.protocol == TCP else 0
        self.retransmissions = flow.retransmissions[not forward]
        self.bulks = bulks_of(flow, forward)

    def flagged(self, flag: int) -> int:
        return sum(bool(packet.flags & flag) for packet in self.packets)


def bulks_of(flow: Flow, forward: bool) -> list[list]:
    """Runs of four or more payload packets of one side, none from the other in between, and no gap
    above a second."""
    runs, run, other_last = [], [], None
    for packet, ahead in flow.packets:
        if not packet.payload:
            continue
        if ahead != forward:
            other_last = packet.time
            continue
        broken = run and (packet.time - run[-1].time > SECOND or
                          (other_last is not None and other_last > run[0].time))
        if broken or not run:
            run = []
            runs.append(run)
        run.append(packet)
    return [run for run in runs if len(run) >= 4]


def bulk_values(runs: list[list]) -> tuple[float, float, float]:
    """Bytes per bulk, packets per bulk, bytes per second of bulks."""
    size = sum(packet.payload for run in runs for packet in run)
    count = sum(len(run) for run in runs)
    time = sum(sum(gaps_of([packet.time for packet in run])) for run in runs)
    return (ratio(size, len(runs), 0.0), ratio(count, len(runs), 0.0),
            ratio(size * SECOND, time, 0.0))


class Whole:
    """What both sets are made of."""

    def __init__(self, flow: Flow):
        self.flow = flow
        self.forward, self.backward = Side(flow, True), Side(flow, False)
        times = [packet.time for packet, _ in flow.packets]
        self.first, self.last = times[0], max(times)
        self.duration = self.last - self.first
        self.count = len(times)
        self.gaps = gaps_of(times)
        self.payloads = [packet.payload for packet, _ in flow.packets]
        self.payload = sum(self.payloads)
        self.ip_bytes = self.forward.ip_bytes + self.backward.ip_bytes
        self.long_gaps = sum(gap > SECOND for gap in self.gaps)
        self.idle = [gap for gap in self.gaps if gap > 5 * SECOND]
        self.bursts = bursts_of(times)

    def sides(self):
        return ("fwd", self.forward), ("bwd", self.backward)


def bursts_of(times: list[int]) -> list[int]:
    """Lengths of the runs of packets that gaps above five seconds part."""
    lengths, start, latest = [], times[0], times[0]
    for time in times[1:]:
        if time - latest > 5 * SECOND:
            lengths.append(latest - start)
            start = time
        latest = max(latest, time)
    return lengths + [latest - start]


def cic(flow: Flow) -> dict[str, Value]:
    """Microseconds; what is not defined is 0 or -1."""
    whole = Whole(flow)
    values = {"Flow Duration": whole.duration / 1e3}
    values |= cic_counts(whole) | cic_times(whole) | cic_flags(whole) | cic_rest(whole)
    return values


def cic_counts(whole: Whole) -> dict[str, Value]:
    values = {"Total Fwd Packet": whole.forward.count, "Total Bwd packets": whole.backward.count,
              "Flow Bytes/s": ratio(whole.payload * SECOND, whole.duration, -1.0),
              "Flow Packets/s": ratio(whole.count * SECOND, whole.duration, -1.0)}
    for name, side in (("Fwd", whole.forward), ("Bwd", whole.backward)):
        bulk = bulk_values(side.bulks)
        values |= {
            f"Total Length of {name} Packet": side.payload,
            f"{name} Packet Length Max": most(side.payloads, 0.0),
            f"{name} Packet Length Min": least(side.payloads, 0.0),
            f"{name} Packet Length Mean": mean(side.payloads, 0.0),
            f"{name} Packet Length Std": deviation(side.payloads),
            f"{name} Header Length": side.header_bytes,
            f"{name} Packets/s": ratio(side.count * SECOND, whole.duration, 0.0),
            f"{name} Segment Size Avg": mean(side.payloads, 0.0),
            f"{name} Bytes/Bulk Avg": bulk[0], f"{name} Packet/Bulk Avg": bulk[1],
            f"{name} Bulk Rate Avg": bulk[2],
            f"Subflow {name} Packets": ratio(side.count, whole.long_gaps, 0.0),
            f"Subflow {name} Bytes": ratio(side.payload, whole.long_gaps, 0.0),
            f"{name} Act Data Pkts": len(side.data),
            f"{name} Seg Size Min": least([packet.header for packet in side.packets], 0.0)}
    return values


def spans(name: str, series: list[int]) -> dict[str, Value]:
    return {f"{name} Mean": mean(series, 0.0) / 1e3, f"{name} Std": deviation(series) / 1e3,
            f"{name} Max": most(series, 0.0) / 1e3, f"{name} Min": least(series, 0.0) / 1e3}


def cic_times(whole: Whole) -> dict[str, Value]:
    values = spans("Flow IAT", whole.gaps) | spans("Idle", whole.idle)
    values |= spans("Fwd IAT", whole.forward.gaps) | spans("Bwd IAT", whole.backward.gaps)
    values |= spans("Active", [burst for burst in whole.bursts[:-1] if burst])
    values["Fwd IAT Total"] = sum(whole.forward.gaps) / 1e3
    values["Bwd IAT Total"] = sum(whole.backward.gaps) / 1e3
    lasting = whole.flow.protocol in (TCP, UDP)
    since = whole.last - whole.flow.connection.first
    values["Total Connection Flow Time"] = since / 1e3 if lasting else 0.0
    values["Total TCP Flow Time"] = since / 1e3 if whole.flow.protocol == TCP else 0.0
    return values


def cic_flags(whole: Whole) -> dict[str, Value]:
    values = {f"{name.upper()} Flag Count": whole.forward.flagged(flag) + whole.backward.flagged(flag)
              for name, flag in FLAGS.items()}
    for name, side in (("Fwd", whole.forward), ("Bwd", whole.backward)):
        values |= {f"{name} {flag.upper()} Flags": side.flagged(FLAGS[flag])
                   for flag in ("psh", "urg", "rst")}
    return values


def cic_rest(whole: Whole) -> dict[str, Value]:
    first = whole.flow.packets[0][0]
    values = {
        "Packet Length Min": least(whole.payloads, 0.0),
        "Packet Length Max": most(whole.payloads, 0.0),
        "Packet Length Mean": mean(whole.payloads), "Average Packet Size": mean(whole.payloads),
        "Packet Length Std": deviation(whole.payloads),
        "Packet Length Variance": float(variance(whole.payloads)),
        "Down/Up Ratio": ratio(whole.backward.count, whole.forward.count, 0.0),
        "FWD Init Win Bytes": (whole.forward.windows or [0])[0],
        "Bwd Init Win Bytes": (whole.backward.windows or [0])[0]}
    if whole.flow.protocol != ICMPV6:  # the listing has no ICMPv6 types
        icmp = first.icmp if whole.flow.protocol == ICMP else (-1, -1)
        values |= {"ICMP Type": icmp[0], "ICMP Code": icmp[1]}
    return values


def ours(flow: Flow) -> dict[str, Value]:
    """Seconds; what is not defined is missing."""
    whole = Whole(flow)
    values = {"duration": whole.duration / 1e9}
    values |= volumes(whole) | gap_values(whole) | lengths(whole) | tcp_values(whole)
    values |= early(whole) | rest(whole)
    return values


def volumes(whole: Whole) -> dict[str, Value]:
    values = {
        "packets_per_second": ratio(whole.count * SECOND, whole.duration, None),
        "ip_bytes_per_second": ratio(whole.ip_bytes * SECOND, whole.duration, None),
        "payload_bytes_per_second": ratio(whole.payload * SECOND, whole.duration, None),
        "fwd_packet_share": ratio(whole.forward.count, whole.count, None),
        "fwd_payload_share": ratio(whole.forward.payload, whole.payload, None),
        "fwd_ip_byte_share": ratio(whole.forward.ip_bytes, whole.ip_bytes, None)}
    for name, side in whole.sides():
        values |= {f"{name}_packets": side.count, f"{name}_payload_bytes": side.payload,
                   f"{name}_ip_bytes": side.ip_bytes, f"{name}_wire_bytes": side.wire_bytes,
                   f"{name}_header_bytes": side.header_bytes,
                   f"{name}_data_packets": len(side.data),
                   f"{name}_ip_bytes_per_packet": ratio(side.ip_bytes, side.count, None)}
    return values


def lengths(whole: Whole) -> dict[str, Value]:
    values = {f"payload_p{percent}": quantile(whole.payloads, LENGTH_STARTS, Fraction(percent, 100))
              for percent in (25, 50, 75, 90)}
    values["payload_entropy"] = entropy(whole.payloads, LENGTH_STARTS)
    for name, side in whole.sides():
        values |= {
            f"{name}_payload_mean": mean(side.payloads),
            f"{name}_payload_std": deviation(side.payloads) if side.count > 1 else None,
            f"{name}_payload_min": least(side.payloads, None),
            f"{name}_payload_max": most(side.payloads, None)}
    return values


def gap_values(whole: Whole) -> dict[str, Value]:
    values = {}
    for name, gaps in (("", whole.gaps), ("fwd_", whole.forward.gaps), ("bwd_", whole.backward.gaps)):
        values |= {f"{name}gap_mean": scaled(mean(gaps), SECOND),
                   f"{name}gap_std": deviation(gaps) / 1e9 if len(gaps) > 1 else None,
                   f"{name}gap_min": scaled(least(gaps, None), SECOND),
                   f"{name}gap_max": scaled(most(gaps, None), SECOND)}
    whole_us = [gap // 1000 for gap in whole.gaps]
    for percent in (25, 50, 75, 90):
        values[f"gap_p{percent}"] = (quantile(whole_us, GAP_STARTS, Fraction(percent, 100)) / 1e6
                                     if whole_us else None)
    values["gap_entropy"] = entropy(whole_us, GAP_STARTS) if whole_us else 0.0
    return values


def delay(start: int | None, end: int | None) -> Value:
    """Where both moments were seen, in this order."""
    return None if start is None or end is None or end < start else (end - start) / 1e9


def tcp_values(whole: Whole) -> dict[str, Value]:
    flow, events = whole.flow, whole.flow.events
    values = {
        "tcp_established": float(flow.established),
        "tcp_rejected": float(flow.rejected and not whole.payload),
        "tcp_midstream": float(flow.connection.midstream),
        "handshake_rtt": delay(events.get("syn"), events.get("syn_ack")),
        "handshake_ack_delay": delay(events.get("syn_ack"), events.get("ack"))}
    for name, side in whole.sides():
        values |= {f"{name}_{flag}_packets": side.flagged(bit) for flag, bit in FLAGS.items()}
        first_data = side.data[0].time if side.data else None
        values |= {
            f"{name}_first_data_delay": delay(whole.first, first_data),
            f"{name}_retransmissions": side.retransmissions,
            f"{name}_first_window": side.windows[0] if side.windows else None,
            f"{name}_largest_window": most(side.windows, None),
            f"{name}_zero_windows": side.zero_windows}
    return values


def early(whole: Whole) -> dict[str, Value]:
    values = {}
    for place in range(8):
        packet, forward = whole.flow.packets[place] if place < whole.count else (None, True)
        payload = None if packet is None else min(packet.payload, 0xffff)
        values[f"early_payload_{place + 1}"] = payload if forward or packet is None else -payload
        if place > 0:
            values[f"early_gap_{place + 1}"] = (None if packet is None else
                                                whole.gaps[place - 1] // 1000 / 1e6)
    return values


def rest(whole: Whole) -> dict[str, Value]:
    return {
        "subflows": whole.long_gaps + 1, "bursts": len(whole.idle) + 1,
        "active_mean": scaled(mean(whole.bursts), SECOND),
        "active_max": max(whole.bursts) / 1e9,
        "idle_mean": scaled(mean(whole.idle), SECOND),
        "idle_max": scaled(most(whole.idle, None), SECOND),
        "fragments": sum(packet.fragment != "none" for packet, _ in whole.flow.packets),
        "tunnels": 0.0, "piece": whole.flow.piece}
