#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Accuracy and speed beside scikit-learn and pandas, in one sitting; data from VEDETTE_TEST_DATA or
# ../shared/data. Prints ratios: absolute times depend on the machine and what else it does.
set -eu
cd "$(dirname "$0")/../.."
data="${VEDETTE_TEST_DATA:-../shared/data}"
[ -d "$data" ] || { echo "no data sets in $data: set VEDETTE_TEST_DATA" >&2; exit 1; }
python="bench/peers/.venv/bin/python"
older="bench/peers/.venv-pandas2/bin/python"
{ [ -x "$python" ] && [ -x "$older" ]; } || bench/peers/setup.sh

echo "== ingest of KDD Cup 1999, 10 % (494,021 rows)"
table="$(mktemp)"
trap 'rm -f "$table"' EXIT
gzip -dc "$data/kddcup99/kddcup.data_10_percent.gz" >"$table"
"$python" bench/peers/ingest.py --vedette build/release/vedette --schema nsl-kdd "$table"

cmake --preset bench >/dev/null && cmake --build build/bench --target forest_bench csv_bench

echo "== CSV to typed columns, one thread"
"$python" bench/peers/read_csv.py --bench build/bench/bench/csv_bench --kdd "$table" \
  --pandas "$older"

echo "== random forest, 100 trees, 100,000 x 40, 2 threads"
"$python" bench/peers/forest.py --bench build/bench/bench/forest_bench

echo "== accuracy on duplicate-grouped held-out rows"
"$python" bench/peers/accuracy.py --vedette build/release/vedette --data "$data"
