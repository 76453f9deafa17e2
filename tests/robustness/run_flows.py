# SPDX-License-Identifier: Apache-2.0
"""Runs `vedette flows` on what may be anything, and says when that went wrong."""
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracles"))

FINE = (0, 1, 3)  # all read, nothing readable, some of it damaged
LIMIT_SECONDS = 10.0
SANITIZERS = {"ASAN_OPTIONS": "exitcode=99:detect_leaks=0",
              "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99:print_stacktrace=1",
              "TSAN_OPTIONS": "exitcode=99"}


@dataclasses.dataclass
class Run:
    status: int
    rows: bytes
    errors: str
    seconds: float
    account: dict  # {} where nothing was counted

    @property
    def packets(self) -> int:
        return self.account.get("packets", 0)

    def problem(self, limit: float = LIMIT_SECONDS) -> str:
        """What is wrong with the run itself; empty for nothing."""
        if self.status not in FINE:
            return f"status {self.status}: {self.errors[-2000:]}"
        if "runtime error:" in self.errors or "Sanitizer" in self.errors:
            return self.errors[-2000:]
        if self.seconds > limit:
            return f"{self.seconds:.1f} s"
        counted = sum(self.account.get("packets_by_outcome", {}).values())
        if counted != self.packets:
            return f"{self.packets} packets, but {counted} by outcome"
        return ""


def run(binary: str, inputs: Sequence[str | pathlib.Path], *options: str,
        stdin: bytes | None = None, limit: float = 120) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        account = pathlib.Path(folder) / "account.json"
        command = [binary, "flows", "--features", "all", "--account", str(account), *options,
                   *map(str, inputs)]
        begin = time.monotonic()
        done = subprocess.run(command, input=stdin, capture_output=True, timeout=limit,
                              env=os.environ | SANITIZERS)
        seconds = time.monotonic() - begin
        counted = json.loads(account.read_text()) if account.exists() else {}
        return Run(done.returncode, done.stdout, done.stderr.decode(errors="replace"), seconds,
                   counted)
