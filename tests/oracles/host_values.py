# SPDX-License-Identifier: Apache-2.0
"""What the hosts of a flow did just before, as docs/features.md defines it: over the flows of a
host, this one included, that were reported in the last minute, at most the last 64."""
import collections

from flow_cutting import SECOND, Flow

MINUTE = 60 * SECOND
MOST = 64


def windows(flows: list[Flow]) -> list[dict[str, float]]:
    """Values of each flow; flows come in the order of their reports."""
    by_host = {"src": collections.defaultdict(list), "dst": collections.defaultdict(list)}
    values = []
    for flow in flows:
        initiator, responder = ends(flow)
        values.append({})
        for role, host, peer in (("src", initiator[0], responder[0]),
                                 ("dst", responder[0], initiator[0])):
            mine = (flow.reported, peer, responder[1], unanswered(flow), rejected(flow))
            earlier = by_host[role][host]
            recent = [mine] + recent_of(earlier, flow.reported)
            values[-1] |= counts(role, mine, recent)
            earlier.append(mine)
    return values


def recent_of(earlier: list[tuple], now: int) -> list[tuple]:
    """The latest first, up to the first that is older than a minute, or from before the clock of
    the capture went back."""
    recent, after = [], now
    for entry in reversed(earlier[-(MOST - 1):]):
        if entry[0] + MINUTE < now or entry[0] > after:
            break
        recent.append(entry)
        after = entry[0]
    return recent


def counts(role: str, mine: tuple, recent: list[tuple]) -> dict[str, float]:
    total = len(recent)
    return {
        f"{role}_flows": total,
        f"{role}_peers": len({entry[1] for entry in recent}),
        f"{role}_ports": len({entry[2] for entry in recent}),
        f"{role}_same_port_share": sum(entry[2] == mine[2] for entry in recent) / total,
        f"{role}_same_peer_share": sum(entry[1] == mine[1] for entry in recent) / total,
        f"{role}_unanswered_share": sum(entry[3] for entry in recent) / total,
        f"{role}_rejected_share": sum(entry[4] for entry in recent) / total}


def ends(flow: Flow) -> tuple[tuple[str, int], tuple[str, int]]:
    _, low, high = flow.key
    return (low, high) if flow.connection.forward_is_low else (high, low)


def unanswered(flow: Flow) -> bool:
    return all(forward for _, forward in flow.packets)


def rejected(flow: Flow) -> bool:
    return flow.rejected and not any(packet.payload for packet, _ in flow.packets)
