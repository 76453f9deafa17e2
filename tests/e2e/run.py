#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The web UI in a real browser, over a real server that has a model, data and runs in it.

    tests/e2e/run.py VEDETTE BUILD-FOLDER

Makes a home as `make run` does, from little traffic, and lets web/e2e walk every page, light and
dark, wide and narrow, and every flow. Screenshots are left in BUILD-FOLDER/e2e. Skipped, visibly,
without Chromium or where the build left the web UI out.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77  # ctest's SKIP_RETURN_CODE
SOURCE = pathlib.Path(__file__).resolve().parents[2]
SECONDS_OF_TRAFFIC = "60"


def chromium() -> str:
    for name in (os.environ.get("VEDETTE_CHROMIUM"), "/usr/bin/chromium"):
        if name and pathlib.Path(name).exists():
            return name
    print("SKIPPED: there is no Chromium (VEDETTE_CHROMIUM)")
    sys.exit(SKIPPED)


def web_packages(build: pathlib.Path) -> pathlib.Path:
    """The build's own copy of web/, which has the packages."""
    web = build / "src" / "serve" / "web"
    if not (web / "node_modules").is_dir():
        print("SKIPPED: this build has no web UI (VEDETTE_WEB)")
        sys.exit(SKIPPED)
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
    binary, build = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    environment = os.environ | {"VEDETTE_CHROMIUM": chromium(),
                                "VEDETTE_E2E_OUTPUT": str(build / "e2e")}
    web = web_packages(build)
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(binary, pathlib.Path(folder) / "demo")
        server = subprocess.Popen([binary, "--home", home, "--json", "serve", "--port", "0"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            told = next(line for line in server.stdout if line.startswith("{"))
            environment["VEDETTE_URL"] = json.loads(told)["address"]
            walked = subprocess.run(["node", "e2e/run.mjs"], cwd=web, env=environment, check=False)
        finally:
            server.terminate()
            stopped = server.wait(60)
    if stopped != 0:
        print(f"the server ended with status {stopped}")
    return walked.returncode or int(stopped != 0)


if __name__ == "__main__":
    sys.exit(main())
