#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the store's unit tests against a MongoDB-wire server.

usage: store_mongodb_test.py STORE_TEST BUILD_FOLDER
"""
import os
import pathlib
import subprocess
import sys
import tempfile

from servers import Server, server_python


def main() -> int:
    program, build = sys.argv[1], pathlib.Path(sys.argv[2])
    python = server_python(build)
    with tempfile.TemporaryDirectory() as folder, Server(python, folder) as server:
        uri = f"mongodb://127.0.0.1:{server.port}/store_test"
        return subprocess.run([program, "--gtest_filter=*mongodb*"],
                              env=os.environ | {"VEDETTE_TEST_MONGODB_URI": uri}).returncode


sys.exit(main())
