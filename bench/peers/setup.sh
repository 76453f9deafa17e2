#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes bench/peers/.venv with the pinned peers of the comparisons, and .venv-pandas2 with the last
# pandas before its CSV reader became four times as fast.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
python3 -m venv "$here/.venv"
"$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
python3 -m venv "$here/.venv-pandas2"
"$here/.venv-pandas2/bin/pip" install --quiet "numpy==2.4.6" "pandas==2.3.3"
