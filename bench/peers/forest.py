#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our random forest against scikit-learn's on the same made rows: 100 trees of unlimited depth,
100,000 x 40, 20,000 held out, 2 threads, in turn. Prints medians and the ratio pair by pair."""
import argparse
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

COLUMNS = 40


def made_rows():
    values, classes = make_classification(
        n_samples=120_000, n_features=COLUMNS, n_informative=15, n_redundant=5,
        n_clusters_per_class=8, flip_y=0.02, random_state=7)
    return values.astype(numpy.float32), classes.astype(numpy.int32)


def write(stem: pathlib.Path, values, classes) -> None:
    values.tofile(f"{stem}.x.f32")
    classes.tofile(f"{stem}.y.i32")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", required=True, help="the forest_bench program")
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    values, classes = made_rows()
    train, test = slice(0, 100_000), slice(100_000, None)
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        stem = pathlib.Path(folder)
        write(stem / "train", values[train], classes[train])
        write(stem / "test", values[test], classes[test])
        for run in range(arguments.runs):
            ours = subprocess.run([arguments.bench, str(stem / "train"), str(stem / "test"),
                                   str(COLUMNS), str(arguments.trees), str(arguments.threads)],
                                  capture_output=True, text=True, check=True).stdout
            seconds = float(re.search(r"fit\s+([0-9.]+) s", ours).group(1))
            peer = RandomForestClassifier(n_estimators=arguments.trees, n_jobs=arguments.threads,
                                          random_state=run)
            started = time.perf_counter()
            peer.fit(values[train], classes[train])
            peer_seconds = time.perf_counter() - started
            auc = roc_auc_score(classes[test], peer.predict_proba(values[test])[:, 1])
            ratios.append(peer_seconds / seconds)
            print(ours.strip())
            print(f"scikit-learn: fit {peer_seconds:.2f} s, ROC-AUC {auc:.4f}; "
                  f"ratio {ratios[-1]:.1f}x", flush=True)
    print(f"median ratio {statistics.median(ratios):.1f}x over {len(ratios)} pairs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
