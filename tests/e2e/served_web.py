# SPDX-License-Identifier: Apache-2.0
"""What the tests of the web UI share: the build's own copy of web/, and a server."""
import contextlib
import json
import pathlib
import subprocess
import sys

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
SOURCE = pathlib.Path(__file__).resolve().parents[2]


def arguments() -> tuple[str, pathlib.Path]:
    """The program and the build folder."""
    return str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()


def packages(build: pathlib.Path) -> pathlib.Path:
    """The copy of web/ that has the packages; ends the test as skipped where there is none."""
    web = build / "src" / "serve" / "web"
    if not (web / "node_modules").is_dir():
        print("SKIPPED: this build has no web UI (VEDETTE_WEB)")
        sys.exit(SKIPPED)
    return web


@contextlib.contextmanager
def running(binary: str, home):
    """The address of a server over this home; it must end well."""
    server = subprocess.Popen([binary, "--home", home, "--json", "serve", "--port", "0"],
                              stdout=subprocess.PIPE, text=True)
    try:
        told = next(line for line in server.stdout if line.startswith("{"))
        yield json.loads(told)["address"]
    finally:
        server.terminate()
        stopped = server.wait(60)
    if stopped != 0:
        sys.exit(f"the server ended with status {stopped}")
