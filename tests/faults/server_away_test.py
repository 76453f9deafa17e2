#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cuts the connection to the server after so many bytes, kills the server, and ingests again.

Every cut must end with status 5 (store unreachable) and no password in the message; the run after
it must complete with every row there once.

usage: server_away_test.py VEDETTE BUILD_FOLDER
"""
import pathlib
import sys
import tempfile

from product import Product, expect_complete, expect_nothing_half, write_input
from servers import CuttingProxy, Server, server_python

ROWS = 60_000
CUTS = [0, 500, 3_000, 20_000, 100_000, 200_000, 400_000, 10**9]
UNREACHABLE = 5
OPTIONS = "serverSelectionTimeoutMS=1500&connectTimeoutMS=1000"


def uri(port: int, database: str) -> str:
    return f"mongodb://127.0.0.1:{port}/{database}?{OPTIONS}"


def cut_then_complete(binary: str, folder: pathlib.Path, server: Server, cut: int) -> bool:
    """Returns whether the cut came before the end."""
    file = folder / "rows.csv"
    database = f"cut_{cut}"
    proxy = CuttingProxy(server.port, cut)
    home = folder / f"home_{cut}"
    first = Product(binary, home, uri(proxy.port, database)).ingest(file)
    proxy.close()
    assert first.returncode in (0, 3, UNREACHABLE), first.stderr
    direct = Product(binary, home, uri(server.port, database))
    expect_nothing_half(direct)
    assert direct.ingest(file).returncode in (0, 3)
    expect_complete(direct, ROWS)
    return first.returncode == UNREACHABLE


def killed_server(binary: str, folder: pathlib.Path, python: str) -> None:
    """A server that dies answers nothing; the error hides the password."""
    data = folder / "data_killed"
    server = Server(python, str(data))
    server.kill()
    where = uri(server.port, "killed").replace("//", "//user:hunter2@")
    done = Product(binary, folder / "home_killed", where).ingest(folder / "rows.csv")
    assert done.returncode == UNREACHABLE, done
    assert "hunter2" not in done.stdout + done.stderr, "the password is shown"
    with Server(python, str(data), server.port) as again:
        product = Product(binary, folder / "home_killed", uri(again.port, "killed"))
        assert product.ingest(folder / "rows.csv").returncode in (0, 3)
        expect_complete(product, ROWS)


def main() -> None:
    binary, build = sys.argv[1], pathlib.Path(sys.argv[2])
    python = server_python(build)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_input(folder, ROWS)
        with Server(python, str(folder / "data")) as server:
            cuts = [cut_then_complete(binary, folder, server, cut) for cut in CUTS]
        assert cuts.count(True) >= 3, f"too few cuts came before the end: {cuts}"
        killed_server(binary, folder, python)
    print(f"{len(CUTS)} cuts, {cuts.count(True)} before the end; every row there once")


main()
