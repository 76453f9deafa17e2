#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing of packaging/debian-packages.txt, or of the lists that are given; quick
# and silent when nothing is.
set -eu
[ $# -gt 0 ] || set -- "$(dirname "$0")/../packaging/debian-packages.txt"
missing=""
for package in $(sed 's/#.*//' "$@"); do
  # Node.js often comes from elsewhere, with an npm that Debian's package would break.
  case "$package" in
    nodejs | npm) command -v npm >/dev/null && continue ;;
  esac
  state="$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true)"
  case "$state" in
    ii*) ;;
    *) missing="$missing $package" ;;
  esac
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing, and this is neither root nor is there a sudo:$missing" >&2
    exit 1
  fi
  as_root="sudo"
fi
echo "Installing:$missing"
$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends $missing >/dev/null
