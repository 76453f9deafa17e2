#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The web UI in a real browser, over a real server that has a model, data and runs in it.

    tests/e2e/run.py VEDETTE BUILD-FOLDER

Makes a home as `make run` does, from little traffic, and lets web/e2e walk every page, light and
dark, wide and narrow, and every flow. Screenshots are left in BUILD-FOLDER/e2e. Skipped, visibly,
without Chromium or where the build left the web UI out.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import served_web
from served_web import SKIPPED, SOURCE

SECONDS_OF_TRAFFIC = "60"


def chromium() -> str:
    for name in (os.environ.get("VEDETTE_CHROMIUM"), "/usr/bin/chromium"):
        if name and pathlib.Path(name).exists():
            return name
    print("SKIPPED: there is no Chromium (VEDETTE_CHROMIUM)")
    sys.exit(SKIPPED)


def web_with_walk(build: pathlib.Path) -> pathlib.Path:
    """The build's copy of web/, with the walk as it is in the sources."""
    web = served_web.packages(build)
    shutil.copytree(SOURCE / "web" / "e2e", web / "e2e", dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("output"))
    return web


def make_home(binary: str, folder: pathlib.Path) -> pathlib.Path:
    subprocess.run([SOURCE / "tools" / "demo.sh", binary, folder, SECONDS_OF_TRAFFIC, "stop"],
                   check=True, stdout=subprocess.DEVNULL)
    fixtures = SOURCE / "tests" / "fixtures"
    subprocess.run([binary, "--home", folder / "home", "--quiet", "ingest", "--dataset", "with-faults",
                    "--schema", fixtures / "flows.yaml", fixtures / "flows-bad.csv"], check=True,
                   stdout=subprocess.DEVNULL)
    return folder / "home"


def main() -> int:
    binary, build = served_web.arguments()
    environment = os.environ | {"VEDETTE_CHROMIUM": chromium(),
                                "VEDETTE_E2E_OUTPUT": str(build / "e2e")}
    web = web_with_walk(build)
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(binary, pathlib.Path(folder) / "demo")
        with served_web.running(binary, home) as address:
            walked = subprocess.run(["node", "e2e/run.mjs"], cwd=web, check=False,
                                    env=environment | {"VEDETTE_URL": address})
    return walked.returncode


if __name__ == "__main__":
    sys.exit(main())
