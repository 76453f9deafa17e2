# SPDX-License-Identifier: Apache-2.0
"""The vedette binary, as fault tests drive it: made input, ingest, and what is in the store."""
import json
import pathlib
import subprocess

SCHEMA = """\
name: counted
header: present
columns:
  - {name: n, type: int64, role: feature}
  - {name: t, type: text, role: label}
label: {benign: normal}
"""
DATASET = "counted"
MODEL = "guesser"


def write_input(folder: pathlib.Path, rows: int) -> pathlib.Path:
    """Numbered rows; each thousandth does not fit the schema."""
    (folder / "schema.yaml").write_text(SCHEMA)
    lines = (f"{'x' if i % 1000 == 0 else i * 2654435761 % 2**32},{'normal' if i % 3 else 'attack'}\n"
             for i in range(rows))
    path = folder / "rows.csv"
    path.write_text("n,t\n" + "".join(lines))
    return path


class Product:
    def __init__(self, binary: str, home: pathlib.Path, store: str | None = None):
        self.base = [binary, "--home", str(home)] + (["--store", store] if store else [])

    def ingest_command(self, file: pathlib.Path) -> list[str]:
        return [*self.base, "ingest", "--dataset", DATASET, "--schema",
                str(file.parent / "schema.yaml"), "--json", str(file)]

    def ingest(self, file: pathlib.Path) -> subprocess.CompletedProcess:
        return subprocess.run(self.ingest_command(file), capture_output=True, text=True)

    def train_arguments(self) -> list[str]:
        return ["train", "--dataset", DATASET, "--model", MODEL, "--learners", "decision_tree",
                "--json"]

    def train_command(self) -> list[str]:
        return [*self.base, *self.train_arguments()]

    def promote_command(self, version: int) -> list[str]:
        return [*self.base, "models", "promote", f"{MODEL}@{version}"]

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([*self.base, *arguments], capture_output=True, text=True)

    def versions(self) -> list[dict]:
        done = self.run("models", "list", MODEL, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def aliases(self) -> dict[str, int]:
        return {alias: version["version"] for version in self.versions()
                for alias in version["aliases"]}

    def show(self) -> dict:
        """{} while there is no such data set."""
        done = subprocess.run([*self.base, "datasets", "show", DATASET, "--json"],
                              capture_output=True, text=True)
        return json.loads(done.stdout) if done.returncode == 0 else {}

    def verify(self) -> None:
        done = subprocess.run([*self.base, "store", "verify"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def expect_complete(product: Product, rows: int) -> None:
    shown = product.show()
    bad = (rows + 999) // 1000
    assert shown["rows"] == rows - bad, shown
    assert shown["quarantined"] == bad, shown
    assert len(shown["sources"]) == 1 and shown["sources"][0]["complete"], shown
    product.verify()


def expect_nothing_half(product: Product) -> None:
    """Rows of a source that is not complete must not be visible."""
    shown = product.show()
    for source in shown.get("sources", []):
        assert source["complete"] or shown["rows"] == 0, shown


def expect_whole_models(product: Product) -> list[int]:
    """Every listed version is intact, one is the champion; returns their numbers."""
    versions = [version["version"] for version in product.versions()]
    done = product.run("models", "verify", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    verified = json.loads(done.stdout)
    assert [model["version"] for model in verified] == versions, (versions, verified)
    assert not any(model["faults"] for model in verified), verified
    assert not versions or "champion" in product.aliases(), versions
    return versions
