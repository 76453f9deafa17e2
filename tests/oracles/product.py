# SPDX-License-Identifier: Apache-2.0
"""What the oracles share: the data, the product's rows, and how a comparison is told."""
import collections
import concurrent.futures
import ipaddress
import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterable

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
WORKERS = 2
LIMIT_SECONDS = 120
SHOWN = 10  # of the differences with one reason
# Leaks are looked for by the unit tests; here values matter, of some thousand runs.
NO_LEAKS = os.environ | {"ASAN_OPTIONS": "detect_leaks=0"}


def data(*parts: str) -> pathlib.Path:
    """A folder or file of the shared test data; without it the test is skipped."""
    base = os.environ.get("VEDETTE_TEST_DATA", ROOT.parent / "shared" / "data")
    path = pathlib.Path(base).joinpath(*parts)
    if not path.exists():
        print(f"skipped: {'/'.join(parts)} is not in the shared test data (VEDETTE_TEST_DATA)")
        sys.exit(SKIPPED)
    return path


def flows(binary: str, capture: pathlib.Path, *options: str) -> list[dict]:
    """The rows of `vedette flows`. A damaged capture gives what was readable."""
    done = subprocess.run([binary, "flows", "--json", *options, str(capture)],
                          capture_output=True, text=True, timeout=LIMIT_SECONDS, env=NO_LEAKS)
    assert done.returncode in (0, 3), f"{capture.name}: {done.returncode} {done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def each(work: Callable, items: Iterable) -> list:
    """work(item) of all items, in their order, on two cores."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, items))


def canonical(address: str) -> str:
    """One spelling per address; what is no address stays as it is."""
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return address


Tuple = tuple[int, tuple[str, int], tuple[str, int]]


def two_way(protocol: int, a: tuple[str, int], b: tuple[str, int]) -> tuple[Tuple, bool]:
    """The key of both directions, and whether `a` comes first in it."""
    a, b = (canonical(a[0]), a[1]), (canonical(b[0]), b[1])
    return ((protocol, a, b), True) if a <= b else ((protocol, b, a), False)


def key_of_row(row: dict) -> tuple[Tuple, bool]:
    return two_way(int(row["protocol"]), (row["src_ip"], int(row["src_port"])),
                   (row["dst_ip"], int(row["dst_port"])))


class Comparison:
    """Counts what is equal, and holds every difference against the list of those known.

    `known` names each expected difference and its reason: one that is not listed fails, and so
    does a listed one that has gone.
    """

    def __init__(self, what: str, known: dict[object, str]):
        self.what = what
        self.known = known
        self.reasons = dict(known)
        self.equal = 0
        self.differences: dict[object, str] = {}

    def add(self, name: object, difference: str, reason: str = "") -> None:
        """An empty difference is none. `reason` explains one that a rule expects."""
        if not difference:
            self.equal += 1
            return
        self.differences[name] = difference
        if reason:
            self.reasons.setdefault(name, reason)

    def finish(self, bar: float) -> bool:
        """Prints the outcome; whether it is as good as it must be."""
        total = self.equal + len(self.differences)
        share = self.equal / total if total else 0.0
        print(f"{self.what}: {total} compared, {self.equal} equal ({share:.2%}; at least {bar:.2%})")
        for reason, names in sorted(self.by_reason().items()):
            print(f"  {len(names)} known: {reason}")
            for name in names[:SHOWN]:
                print(f"    {name}: {self.differences[name]}")
        unknown = [name for name in self.differences if name not in self.reasons]
        gone = [name for name in self.known if name not in self.differences]
        for name in unknown:
            print(f"  NOT KNOWN {name}: {self.differences[name]}")
        for name in gone:
            print(f"  LISTED, BUT NO DIFFERENCE {name}: {self.known[name]}")
        return share >= bar and not unknown and not gone

    def by_reason(self) -> dict[str, list]:
        groups = collections.defaultdict(list)
        for name in self.differences:
            if name in self.reasons:
                groups[self.reasons[name]].append(name)
        return groups
