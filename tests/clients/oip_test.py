#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Triton's own client, unmodified, over HTTP and gRPC: its answers must be those of
`vedette predict`, bit for bit.

usage: oip_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import pathlib
import sys

import served as setup

setup.with_clients(pathlib.Path(sys.argv[2]))

import numpy as np  # noqa: E402  (from the environment of the clients)
import tritonclient.grpc as over_grpc  # noqa: E402
import tritonclient.http as over_http  # noqa: E402
from tritonclient.utils import InferenceServerException  # noqa: E402


def columns_of(rows: list[dict]) -> dict[str, np.ndarray]:
    return {"seconds": np.array([float(row["seconds"] or "nan") for row in rows]),
            "bytes": np.array([int(row["bytes"]) for row in rows], dtype=np.int64),
            "protocol": np.array([row["protocol"] for row in rows], dtype=np.object_)}


DATATYPES = {"seconds": "FP64", "bytes": "INT64", "protocol": "BYTES"}


def tensor(module, name: str, datatype: str, values: np.ndarray, **how):
    made = module.InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, **how)
    return made


def expect_equal(result, expected: list[dict]) -> None:
    texts = [[value.decode() if isinstance(value, bytes) else value
              for value in result.as_numpy(name)] for name in ("label", "decision")]
    assert texts[0] == [row["class"] for row in expected], texts[0][:5]
    assert texts[1] == [row["decision"] for row in expected], texts[1][:5]
    attack = np.array([row["attack_score"] for row in expected], dtype=np.float32)
    assert result.as_numpy("attack_score").tobytes() == attack.tobytes()
    scores = np.array([list(row["scores"].values()) for row in expected], dtype=np.float32)
    assert result.as_numpy("scores").tobytes() == scores.tobytes()


def check_metadata(client, served) -> None:
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("traffic") and client.is_model_ready("numbers", "1")
    assert not client.is_model_ready("none")
    assert len(served.expected["traffic"]) == len(served.rows)


def check_http(served) -> None:
    client = over_http.InferenceServerClient(f"127.0.0.1:{served.port}")
    check_metadata(client, served)
    assert client.get_server_metadata()["name"] == "vedette"
    metadata = client.get_model_metadata("traffic")
    assert {one["name"]: one["datatype"] for one in metadata["inputs"]} == DATATYPES, metadata
    assert {one["name"] for one in client.get_model_repository_index()} == {"traffic", "numbers"}
    client.load_model("traffic")
    columns = columns_of(served.rows)
    for how in ({}, {"compression": "gzip"}):
        inputs = [tensor(over_http, name, DATATYPES[name], values, binary_data=True)
                  for name, values in columns.items()]
        result = client.infer("traffic", inputs, request_id="seven",
                              request_compression_algorithm=how.get("compression"))
        assert result.get_response()["id"] == "seven"
        expect_equal(result, served.expected["traffic"])
    whole = [i for i, row in enumerate(served.rows) if row["seconds"]]  # JSON has no NaN
    inputs = [tensor(over_http, name, DATATYPES[name], values[whole], binary_data=False)
              for name, values in columns.items()]
    outputs = [over_http.InferRequestedOutput(name, binary_data=False)
               for name in ("scores", "label", "decision", "attack_score")]
    expect_equal(client.infer("traffic", inputs, outputs=outputs),
                 [served.expected["traffic"][i] for i in whole])
    check_matrix(over_http, client, served)
    check_refusals(over_http, client)


def check_grpc(served) -> None:
    client = over_grpc.InferenceServerClient(f"127.0.0.1:{served.grpc_port}")
    check_metadata(client, served)
    assert client.get_server_metadata().name == "vedette"
    metadata = client.get_model_metadata("traffic")
    assert {one.name: one.datatype for one in metadata.inputs} == DATATYPES, metadata
    inputs = [tensor(over_grpc, name, DATATYPES[name], values)
              for name, values in columns_of(served.rows).items()]
    result = client.infer("traffic", inputs, model_version="1", request_id="seven")
    assert result.get_response().id == "seven"
    expect_equal(result, served.expected["traffic"])
    check_matrix(over_grpc, client, served)
    check_refusals(over_grpc, client)


def check_matrix(module, client, served) -> None:
    columns = columns_of(served.rows)
    matrix = np.column_stack([columns["seconds"], columns["bytes"].astype(np.float64)])
    result = client.infer("numbers", [tensor(module, "predict", "FP64", matrix)])
    expect_equal(result, served.expected["numbers"])


def check_refusals(module, client) -> None:
    for model, name, datatype, values, said in (
            ("none", "bytes", "INT64", np.array([1]), "none"),
            ("traffic", "pace", "FP64", np.array([1.0]), "pace"),
            ("traffic", "bytes", "FP64", np.array([1.0, 0.5]), "row 2, column 'bytes'")):
        try:
            client.infer(model, [tensor(module, name, datatype, values)])
        except InferenceServerException as refusal:
            assert said in refusal.message(), refusal
        else:
            raise AssertionError(f"{model} {name} was taken")


if __name__ == "__main__":
    with setup.served(sys.argv[1]) as server:
        check_http(server)
        check_grpc(server)
    print("all answers are those of vedette predict")
