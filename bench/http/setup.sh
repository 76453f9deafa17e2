#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes bench/http/.venv with the pinned peers of the comparison.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
python3 -m venv "$here/.venv"
"$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
