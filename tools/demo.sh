#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The whole story on simulated traffic: packets, flows, data set, validation, training, and a new
# day that also holds kinds of attack the model never saw.
#
#   tools/demo.sh VEDETTE DIRECTORY [SECONDS-OF-TRAFFIC [serve|stop]]
#
# Everything is written to DIRECTORY, which is made anew. At the end the server starts on PORT (by
# default 8080), unless it is told to stop there.
set -euo pipefail
program=$(realpath "$1")
directory=$2
seconds=${3:-600}
then=${4:-serve}
port=${PORT:-8080}
unseen=dns_tunnel,exfiltration,slow_scan,web_exploitation

rm -rf "$directory"
mkdir -p "$directory"
cd "$directory"
export VEDETTE_HOME=$PWD/home

bold=$'\033[1m' plain=$'\033[0m'
if [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ]; then bold= plain=; fi
title() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
vedette() {
  printf '$ vedette %s\n' "$*" >&2
  "$program" "$@"
}

title "1. Four days of traffic, with some kinds of attack left out"
captures=()
for day in 1 2 3 4; do
  vedette --quiet simulate --seed "$day" --start "2026-01-0${day}T08:00:00Z" \
    --duration "${seconds}s" --exclude "$unseen" --out "day$day.pcap" --labels "day$day.labels.csv" \
    >simulated.txt
  captures+=("day$day.pcap")
done

title "2. Packets become flows, flows become labelled rows of a data set"
for day in 1 2 3 4; do
  vedette --quiet ingest --dataset lan --schema flows --option "labels=day$day.labels.csv" \
    "day$day.pcap"
done

title "3. What the data can and cannot teach"
printf '$ vedette validate --dataset lan\n' >&2
"$program" validate --dataset lan >validation.txt || true
sed -n '/^Columns/q;p' validation.txt

title "4. Training: earlier flows to learn from, later ones to choose, the latest sealed"
vedette --quiet train --dataset lan --model lan --split time \
  --learners random_forest,gradient_boosting,logistic_regression

title "5. A new day, with kinds of attack that the model never saw"
vedette --quiet simulate --seed 5 --start 2026-01-05T08:00:00Z --duration "${seconds}s" \
  --out new.pcap --labels new.labels.csv >simulated.txt
vedette --quiet predict --model lan --keep src_ip --keep dst_ip --keep dst_port new.pcap \
  --output verdicts.csv
grep -m 1 '^row' verdicts.csv | cut -d, -f1-7
grep -m 3 ',attack,' verdicts.csv | cut -d, -f1-7
vedette --quiet evaluate --model lan --option labels=new.labels.csv new.pcap >new.txt
sed -n '/^  false positives/p;/^  false alarms/p;/^  attacks found/p;/^LABEL/,$p' new.txt

title "6. The server, with this model and this data in it"
cat <<TEXT
All of it is in $directory. Some more to try:
  export VEDETTE_HOME=$VEDETTE_HOME
  $program flows YOUR.pcap > flows.csv
  $program predict --model lan YOUR.pcap > verdicts.csv
A model trained on simulated traffic knows simulated traffic: train on your own before you trust it.
TEXT
[ "$then" = stop ] && exit 0
printf '\nOpen http://127.0.0.1:%s in a browser; Ctrl-C ends the server.\n' "$port"
exec "$program" serve --port "$port"
