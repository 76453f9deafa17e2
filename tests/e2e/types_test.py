#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The web UI's types are those of the document that the server describes itself with.

usage: types_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import os
import subprocess
import sys
import tempfile

import served_web

KEPT = served_web.SOURCE / "web" / "src" / "api" / "schema.d.ts"


def main() -> int:
    binary, build = served_web.arguments()
    web = served_web.packages(build)
    with tempfile.TemporaryDirectory() as folder, served_web.running(binary, folder) as address:
        checked = subprocess.run(["node", "scripts/api_types.mjs", "--check", KEPT], cwd=web,
                                 env=os.environ | {"VEDETTE_URL": address}, check=False)
    return checked.returncode


if __name__ == "__main__":
    sys.exit(main())
