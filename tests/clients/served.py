# SPDX-License-Identifier: Apache-2.0
"""A home with a trained model, the real server on loopback, and what `vedette predict` says of some
rows: what clients are held against. Clients come from PyPI at pinned versions into a virtual
environment of the build folder."""
import contextlib
import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
REQUIREMENTS = ("tritonclient[grpc,http]==2.73.0", "mlflow-skinny==3.17.2", "pandas==3.1.1",
                "requests==2.34.2", "scipy==1.17.1")  # MLflow's client asks for scipy
SCHEMA = """\
name: traffic
header: present
columns:
  - {name: seconds, type: float64}
  - {name: bytes, type: int64}
  - {name: protocol, type: text}
  - {name: label, type: text, role: label}
label: {benign: normal}
"""
NUMBERS_SCHEMA = SCHEMA.replace("  - {name: protocol, type: text}\n", "")


def with_clients(build: pathlib.Path, requirements=REQUIREMENTS, name="test-clients") -> None:
    """Goes on in an interpreter that has the clients; ends the test as skipped where they cannot
    be had."""
    given = os.environ.get(f"VEDETTE_{name.upper().replace('-', '_')}_PYTHON")
    venv = build / name
    python = pathlib.Path(given) if given else venv / "bin" / "python"
    if pathlib.Path(sys.executable) == python:
        return
    done = venv / "-".join(one.split("==")[1] for one in requirements)
    if not given and not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        install = subprocess.run([python, "-m", "pip", "install", "-q", *requirements],
                                 capture_output=True, text=True)
        if install.returncode != 0:
            print(f"SKIPPED: cannot install {', '.join(requirements)}:\n{install.stderr}")
            sys.exit(SKIPPED)
        done.touch()
    os.execv(python, [str(python), *sys.argv])


def make_rows(count: int, seed: int) -> list[dict]:
    """Rows of three columns; some have no `seconds`."""
    chance = random.Random(seed)
    rows = []
    for i in range(count):
        attack = chance.random() < 0.4
        rows.append({"seconds": "" if i % 7 == 6 else repr(chance.gauss(3.0 * attack, 1.0)),
                     "bytes": str(chance.randrange(1000) + 600 * attack),
                     "protocol": chance.choice(["icmp", "udp"] if attack else ["tcp", "udp"]),
                     "label": "attack" if attack else "normal"})
    return rows


def write_csv(path: pathlib.Path, rows: list[dict], columns: list[str]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


class Served:
    """Two models: `traffic` with a text column, `numbers` without. `expected` is what
    `vedette predict` says of `rows`, by model."""

    def __init__(self, binary: str, folder: pathlib.Path, *flags: str):
        self.base = [binary, "--home", str(folder / "home")]
        self.flags = flags  # further ones of `vedette serve`
        self.rows = make_rows(200, seed=2)
        self.expected = {}
        for model, schema in (("traffic", SCHEMA), ("numbers", NUMBERS_SCHEMA)):
            (folder / f"{model}.yaml").write_text(schema)
            columns = [c for c in ("seconds", "bytes", "protocol", "label") if f"name: {c}" in schema]
            write_csv(folder / "train.csv", make_rows(600, seed=1), columns)
            write_csv(folder / "new.csv", self.rows, columns[:-1])
            self.run("ingest", "--dataset", model, "--schema", str(folder / f"{model}.yaml"),
                     str(folder / "train.csv"))
            self.run("train", "--dataset", model, "--model", model, "--learners", "random_forest")
            said = self.run("predict", "--model", model, "--json",
                            str(folder / "new.csv"))
            self.expected[model] = [json.loads(line) for line in said.splitlines()]
        self.server = None

    def run(self, *arguments: str) -> str:
        done = subprocess.run([*self.base, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def __enter__(self) -> "Served":
        self.server = subprocess.Popen(
            [*self.base, "--json", "--quiet", "serve", "--port", "0", "--grpc-port", "0",
             "--standard-model", "traffic", *self.flags], stdout=subprocess.PIPE, text=True)
        said = ""
        for line in self.server.stdout:
            said += line
            if line.rstrip().endswith("}"):
                told = json.loads(said[said.index("{"):])
                self.port, self.grpc_port = told["port"], told["grpc_port"]
                return self
        raise RuntimeError(f"the server did not start: status {self.server.wait()}")

    def __exit__(self, *_) -> None:
        self.server.terminate()
        assert self.server.wait(60) == 0, "the server did not stop as it should"


@contextlib.contextmanager
def served(binary: str, *flags: str):
    with tempfile.TemporaryDirectory() as folder:
        with Served(binary, pathlib.Path(folder), *flags) as server:
            yield server
