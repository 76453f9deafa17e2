#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Vedette against scikit-learn, on the same rows.

For each public data set and seed: `vedette train` makes its split and its champion; then
scikit-learn's RandomForestClassifier and HistGradientBoostingClassifier, with their defaults, are
trained on the same train and tune rows and scored on the same test rows.

    bench/peers/setup.sh                       # once: the pinned scikit-learn
    bench/peers/.venv/bin/python bench/peers/accuracy.py --vedette build/release/vedette

Prints one table on stdout; progress goes to stderr. Exit status 1 when, for any data set, the
champion is below the better peer by more than the standard error over the seeds.
"""

import argparse
import csv
import gzip
import io
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

import numpy
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

KDD_NAMES = (
    "duration protocol_type service flag src_bytes dst_bytes land wrong_fragment urgent hot "
    "num_failed_logins logged_in num_compromised root_shell su_attempted num_root "
    "num_file_creations num_shells num_access_files num_outbound_cmds is_host_login "
    "is_guest_login count srv_count serror_rate srv_serror_rate rerror_rate srv_rerror_rate "
    "same_srv_rate diff_srv_rate srv_diff_host_rate dst_host_count dst_host_srv_count "
    "dst_host_same_srv_rate dst_host_diff_srv_rate dst_host_same_src_port_rate "
    "dst_host_srv_diff_host_rate dst_host_serror_rate dst_host_srv_serror_rate "
    "dst_host_rerror_rate dst_host_srv_rerror_rate label difficulty"
).split()

FIGURES = ("accuracy", "macro_f1", "roc_auc")


@dataclass
class DataSet:
    """Where the rows are and what the columns mean, in the terms of the file itself."""

    name: str
    path: str
    schema: str
    label: str
    benign: str
    dropped: tuple = ()
    categorical: tuple = ()
    names: list = field(default_factory=list)  # empty: the file has a header
    task: str = "binary"


DATA_SETS = [
    DataSet("phishing", "phishing-websites/phisingData.csv", "phishing-websites", "Result", "1"),
    DataSet("nsl-kdd", "nsl-kdd/KDDTrain+.txt.gz", "nsl-kdd", "label", "normal",
            dropped=("difficulty",), categorical=("protocol_type", "service", "flag"),
            names=KDD_NAMES),
    DataSet("unsw-nb15", "unsw-nb15/UNSW_NB15_sample.csv.gz", "unsw-nb15", "label", "0",
            dropped=("id", "attack_cat"), categorical=("proto", "service", "state")),
    DataSet("cicids2017", "cicids2017-improved/cicids2017_mon-thu_sample.csv.gz",
            "cicids2017", "Label", "BENIGN", task="multiclass",
            dropped=("id", "Flow ID", "Src IP", "Src Port", "Dst IP", "Timestamp",
                     "Attempted Category")),
]


@dataclass
class Rows:
    values: numpy.ndarray   # rows x features, categories as codes
    classes: numpy.ndarray  # text per row; for the task binary "benign" or "attack"
    benign: str             # the class that is no attack
    categorical: list       # positions of the features that hold codes


def read_rows(data_set, folder):
    """All rows of a data set, in the order of the file."""
    path = folder / data_set.path
    opened = gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb")
    with opened as raw:
        lines = csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        names = data_set.names or [name.strip() for name in next(lines)]
        cells = [line for line in lines if line]
    label = names.index(data_set.label)
    kept = [i for i, name in enumerate(names) if i != label and name not in data_set.dropped]
    columns = [column(names[i], [row[i] for row in cells], data_set) for i in kept]
    return Rows(
        values=numpy.column_stack(columns),
        classes=numpy.array([class_of(row[label].strip(), data_set) for row in cells]),
        benign=class_of(data_set.benign, data_set),
        categorical=[k for k, i in enumerate(kept) if names[i] in data_set.categorical],
    )


def class_of(label, data_set):
    if data_set.task == "multiclass":
        return label
    return "benign" if label == data_set.benign else "attack"


def column(name, texts, data_set):
    """Numbers as they are, missing ones as NaN; categories as codes in order of their names."""
    if name not in data_set.categorical:
        return numpy.array([float(text) if text.strip() else numpy.nan for text in texts])
    codes = {text: code for code, text in enumerate(sorted(set(texts)))}
    return numpy.array([float(codes[text]) for text in texts])


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nfailed ({done.returncode}):\n{done.stderr}")
    return done.stdout


def ingest(options, data_set, home):
    run([options.vedette, "--home", home, "ingest", options.data / data_set.path,
         "--dataset", data_set.name, "--schema", data_set.schema])


def vedette_run(options, data_set, seed, home):
    """The champion's figures on its test rows, its name, and the part of every row."""
    split_file = pathlib.Path(home) / "split.csv"
    report = json.loads(run(
        [options.vedette, "--home", home, "--json", "train", "--dataset", data_set.name,
         "--task", data_set.task, "--seed", str(seed), "--split-out", split_file,
         *options.train]))
    with open(split_file, encoding="utf-8", newline="") as file:
        parts = {int(line["row"]): line["part"] for line in csv.DictReader(file)}
    return report["metrics"], report["learner"], parts


def peers(seed, threads):
    yield "random forest", RandomForestClassifier(random_state=seed, n_jobs=threads)
    yield "hist gradient boosting", HistGradientBoostingClassifier(random_state=seed)


def peer_figures(model, rows, parts):
    """Trained on train and tune rows, scored on test rows, at the peer's own decisions."""
    fit = [row for row, part in parts.items() if part in ("train", "tune")]
    test = [row for row, part in parts.items() if part == "test"]
    if isinstance(model, HistGradientBoostingClassifier):
        model.set_params(categorical_features=usable_categories(rows))
    model.fit(rows.values[fit], rows.classes[fit])
    truth, decided = rows.classes[test], model.predict(rows.values[test])
    attack = 1 - model.predict_proba(rows.values[test])[:, list(model.classes_).index(rows.benign)]
    return {
        "accuracy": accuracy_score(truth, decided),
        "macro_f1": f1_score(truth, decided, average="macro"),
        "roc_auc": roc_auc_score(truth != rows.benign, attack),
    }


def usable_categories(rows):
    """HistGradientBoosting takes at most 255 categories of a column."""
    return [k for k in rows.categorical if rows.values[:, k].max() < 255]


def compare(options, data_set, home):
    """Figures by contender and seed."""
    rows = read_rows(data_set, options.data)
    figures = {}
    ingest(options, data_set, home)
    for seed in options.seeds:
        print(f"{data_set.name}, seed {seed}", file=sys.stderr)
        metrics, learner, parts = vedette_run(options, data_set, seed, home)
        if len(parts) != len(rows.classes):
            sys.exit(f"{data_set.name}: {len(parts)} rows were split, {len(rows.classes)} were read")
        own = {name: metrics[name] for name in FIGURES}
        figures.setdefault("vedette", []).append(own | {"learner": learner})
        for name, model in peers(seed, options.threads):
            figures.setdefault(name, []).append(peer_figures(model, rows, parts))
    return figures


def spread(runs, figure):
    values = [run[figure] for run in runs]
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.4f} +-{deviation:.4f}"


def print_table(data_set, figures):
    for name, runs in figures.items():
        learners = ", ".join(sorted({run.get("learner", "") for run in runs}))
        cells = "  ".join(spread(runs, figure) for figure in FIGURES)
        print(f"{data_set.name:<12} {name:<24} {cells}  {learners}", flush=True)


def shortfalls(data_set, figures):
    """Sentences about the figures in which the champion is below the better peer, by more than
    the standard error of the difference over the seeds."""
    for figure in FIGURES:
        peer = max((name for name in figures if name != "vedette"),
                   key=lambda name: statistics.mean(run[figure] for run in figures[name]))
        gaps = [own[figure] - other[figure]
                for own, other in zip(figures["vedette"], figures[peer], strict=True)]
        error = statistics.stdev(gaps) / len(gaps) ** 0.5 if len(gaps) > 1 else 0.0
        if statistics.mean(gaps) < -error:
            yield (f"{data_set.name}: {figure} is {-statistics.mean(gaps):.4f} (+-{error:.4f}) "
                   f"below that of {peer}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--vedette", required=True, type=pathlib.Path, help="the binary")
    parser.add_argument("--data", type=pathlib.Path,
                        default=pathlib.Path(__file__).parents[2].parent / "shared" / "data",
                        help="folder of the public data sets")
    parser.add_argument("--sets", nargs="+", choices=[s.name for s in DATA_SETS],
                        default=[s.name for s in DATA_SETS])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--train", nargs=argparse.REMAINDER, default=[],
                        help="all that follows goes to vedette train")
    return parser.parse_args()


def main():
    options = arguments()
    titles = "  ".join(f"{figure:<15}" for figure in FIGURES)
    print(f"{'data set':<12} {'contender':<24} {titles}  champion")
    below = []
    with tempfile.TemporaryDirectory() as home:
        for data_set in (s for s in DATA_SETS if s.name in options.sets):
            figures = compare(options, data_set, home)
            print_table(data_set, figures)
            below += shortfalls(data_set, figures)
    for sentence in below:
        print(sentence)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
