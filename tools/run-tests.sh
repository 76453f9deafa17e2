#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds with address and undefined-behaviour checks and runs every test.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build
cmake --preset test >build/configure.log || { cat build/configure.log >&2; exit 1; }
cmake --build build/test -j "${JOBS:-$(nproc)}"
# Wait policy: with threads that spin, two test programs at once starve each other.
export OMP_WAIT_POLICY=passive
# Tests have a COST, roughly their seconds, where they are long: ctest starts these first. Some wait
# more than they compute, so there is one more of them at a time than there are processors.
exec ctest --test-dir build/test --output-on-failure -j "$((${JOBS:-$(nproc)} + 1))"
