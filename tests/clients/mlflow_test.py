#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""MLflow's own scoring client, unmodified: its answers must be those of `vedette predict`.

usage: mlflow_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import pathlib
import sys

import served as setup

setup.with_clients(pathlib.Path(sys.argv[2]))

import pandas  # noqa: E402  (from the environment of the clients)
import requests  # noqa: E402
from mlflow.pyfunc.scoring_server.client import ScoringServerClient  # noqa: E402


def frame_of(rows: list[dict]) -> pandas.DataFrame:
    """With NaN where there is no value, as data frames have it."""
    return pandas.DataFrame({"seconds": [float(row["seconds"] or "nan") for row in rows],
                             "bytes": [int(row["bytes"]) for row in rows],
                             "protocol": [row["protocol"] for row in rows]})


def check_client(served) -> None:
    expected = served.expected["traffic"]
    client = ScoringServerClient("127.0.0.1", served.port)
    client.wait_server_ready(timeout=10, scoring_server_proc=served.server)
    assert client.get_version()
    frame = frame_of(served.rows)
    labels = [row["class"] for row in expected]
    assert client.invoke(frame)["predictions"] == labels
    assert client.invoke(frame).get_predictions()[0].tolist() == labels
    for output in ("decision", "attack_score", "scores"):
        answer = client.invoke(frame, params={"output": output})["predictions"]
        assert answer == [row[output] for row in expected], output
    assert client.invoke(frame, params={"output": "full"})["predictions"] == expected
    records = frame.astype(object).where(frame.notna(), None).to_dict(orient="records")
    assert client.invoke(records)["predictions"] == labels


def check_csv(served) -> None:
    answer = requests.post(f"http://127.0.0.1:{served.port}/invocations",
                           data=frame_of(served.rows).to_csv(),
                           headers={"Content-Type": "text/csv; charset=utf-8"}, timeout=30)
    assert answer.json()["predictions"] == [row["class"] for row in served.expected["traffic"]]


def check_refusal(served) -> None:
    client = ScoringServerClient("127.0.0.1", served.port)
    frame = frame_of(served.rows[:3]).astype({"bytes": object})
    frame.loc[1, "bytes"] = "many"
    try:
        client.invoke(frame)
    except Exception as refusal:  # the client has no narrower one
        assert "400" in str(refusal) and "row 2, column 'bytes'" in str(refusal), refusal
    else:
        raise AssertionError("a row that is no row was taken")


if __name__ == "__main__":
    with setup.served(sys.argv[1]) as server:
        check_client(server)
        check_csv(server)
        check_refusal(server)
    print("all answers are those of vedette predict")
