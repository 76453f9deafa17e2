#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document against the server that it describes: it is valid, its examples do what it
says, answers have the forms it gives, and who may do what is what it says.

usage: contract_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import json
import sys

import tools

tools.needed()

import jsonschema  # noqa: E402  (from the environment of the tools)
import openapi_spec_validator  # noqa: E402

from harness import ROLES, SCOPES, AccountsServer, Answer, Client, run_checks, running  # noqa: E402

METHODS = ("get", "post", "put", "patch", "delete")
ABSENT = "no-such-thing"
# Where the document has no example because it depends on what is there.
FLOW = {"duration": 0.2, "fwd_packets": 6}
TENSOR = {"name": "duration", "shape": [1], "datatype": "FP64", "data": [0.2]}
BODIES = {
    "predict": {"row": FLOW}, "predictWithModel": {"rows": [FLOW, FLOW]},
    "explain": {"row": FLOW}, "explainWithModel": {"row": FLOW},
    "oipInfer": {"inputs": [TENSOR]}, "oipInferOfVersion": {"inputs": [TENSOR]},
    "oipRepositoryIndex": {}, "oipLoad": {}, "mlflowInvocations": {"dataframe_records": [FLOW]},
    "signIn": {"user": "viewer", "password": "correct horse battery staple"},
    "changeUser": {"role": "viewer"},
}
# Not for this walk: what needs a session, what refuses by design, and what never ends.
ELSEWHERE = {"changePassword": "sessions_test.py", "signOut": "sessions_test.py",
             "events": "work_test.py", "oipUnload": "it has no answer but an error",
             "importModel": "hostile_test.py"}
LAST = ("dropDataset", "revokeToken", "removeUser", "removeModel")


class Operation:
    def __init__(self, path: str, method: str, said: dict):
        self.path, self.method, self.said = path, method.upper(), said
        self.id = said["operationId"]
        self.parameters = said.get("parameters", [])
        self.takes = said.get("requestBody", {}).get("content", {})
        self.scopes = {scope for way in said["security"] for scopes in way.values()
                       for scope in scopes}

    def target(self, values: dict[str, str]) -> str:
        """With `values`, else with the examples, else with names of nothing."""
        path, query = self.path, []
        for one in self.parameters:
            value = values.get(one["name"], one.get("example"))
            if one["in"] == "path":
                path = path.replace("{%s}" % one["name"], str(value or ABSENT))
            elif one["in"] == "query" and value is not None:
                query.append(f"{one['name']}={value}")
        return path + ("?" + "&".join(query) if query else "")


def operations(document: dict) -> list[Operation]:
    return [Operation(path, method, said) for path, methods in document["paths"].items()
            for method, said in methods.items() if method in METHODS]


def with_flows(server: AccountsServer) -> None:
    """The data set and the model of the examples: flows of a simulated capture."""
    capture = str(server.folder / "lan.pcap")
    server.run("simulate", "--out", capture, "--duration", "2m")
    server.run("ingest", "--dataset", "lan", "--schema", "flows", "--option",
               f"labels={server.folder / 'lan.pcap.labels.csv'}", capture)
    for _ in range(4):
        server.run("train", "--dataset", "lan", "--model", "lan", "--learners", "decision_tree",
                   "--promote", "never")
    server.run("models", "promote", "lan@2")  # so that there is a champion to go back to


def check_document(document: dict) -> None:
    openapi_spec_validator.validate(document)
    assert document["openapi"].startswith("3.1"), document["openapi"]
    tags = {tag["name"] for tag in document["tags"]}
    ids = [operation.id for operation in operations(document)]
    assert len(ids) == len(set(ids)), sorted(ids)
    for operation in operations(document):
        said = operation.said
        assert said["summary"] and set(said["tags"]) <= tags and said["tags"], operation.id
        assert all(answer["description"] for answer in said["responses"].values()), operation.id
        assert all(one["description"] for one in operation.parameters), operation.id


def schema_for(document: dict, operation: Operation, answer: Answer) -> dict | None:
    """Of the answer's status and type; None for what has no schema."""
    said = operation.said["responses"]
    told = said.get(str(answer.status), said.get(f"{answer.status // 100}XX"))
    assert told is not None, (operation.id, answer.status, "is not documented")
    content = told.get("content", {})
    if not content:
        assert answer.body == b"", (operation.id, answer.body[:200])
        return None
    assert answer.type in content, (operation.id, answer.status, answer.type, list(content))
    return content[answer.type].get("schema")


def expect_form(document: dict, operation: Operation, answer: Answer) -> None:
    schema = schema_for(document, operation, answer)
    if schema is None or not answer.type.endswith("json"):
        return
    whole = {**schema, "components": document["components"]}
    faults = list(jsonschema.Draft202012Validator(whole).iter_errors(answer.json()))
    assert not faults, (operation.id, answer.status, str(faults[0])[:2000])


def expect_success(operation: Operation, answer: Answer) -> None:
    good = [int(status) for status in operation.said["responses"]
            if status.isdigit() and int(status) < 300]
    assert answer.status in good, (operation.id, answer.status, answer.body[:500])


def carry_out(client: Client, operation: Operation, values: dict[str, str]) -> Answer:
    """With the example of the body, where there is one."""
    target = operation.target(values)
    if operation.id in BODIES:
        return client.call(operation.method, target, BODIES[operation.id])
    for media_type, form in operation.takes.items():
        body = form["example"]  # a KeyError here is a body without example
        body = body if isinstance(body, str) else json.dumps(body)
        return client.call(operation.method, target, body, {"Content-Type": media_type})
    return client.call(operation.method, target)


def check_examples(document: dict, server: AccountsServer) -> None:
    """All of them, those that make something before those that end it."""
    client = server.client("admin")
    todo = [one for one in operations(document) if one.id not in ELSEWHERE]
    # What is made comes before what is looked at, and that before what ends it.
    todo.sort(key=lambda one: (LAST.index(one.id) + 2 if one.id in LAST else one.method == "GET"))
    made = {}
    for operation in todo:
        values = {"version": "1", "user": "ada"}
        if any(one["name"] == "model" and "example" not in one for one in operation.parameters):
            values["model"] = "lan"
        if "{id}" in operation.path:
            values["id"] = made["startRun" if "/runs/" in operation.path else "createToken"]
        answer = carry_out(client, operation, values)
        expect_success(operation, answer)
        expect_form(document, operation, answer)
        if operation.id in ("startRun", "createToken"):
            made[operation.id] = answer.json()["id"]


def refused_as_said(operation: Operation, role: str | None, status: int) -> bool:
    if operation.scopes and role is None:
        return status == 401
    if operation.scopes and not operation.scopes <= SCOPES[role]:
        return status == 403
    return status not in (401, 403)


def check_roles(document: dict, server: AccountsServer) -> None:
    """Every operation as every role, on things that are not there. Public ones ask nobody."""
    for operation in operations(document):
        if operation.id in ("signIn", "changePassword", "events"):
            continue
        names = {one["name"]: ABSENT for one in operation.parameters if one["in"] == "path"}
        for role in (None, *ROLES):
            body = b"{}" if operation.takes else None
            answer = server.client(role).call(operation.method, operation.target(names), body,
                                              {"Content-Type": "application/json"})
            assert refused_as_said(operation, role, answer.status), (
                operation.id, role, answer.status, answer.body[:300])
            expect_form(document, operation, answer)
            assert answer.status < 500 or answer.status == 503, (operation.id, answer.body)


def check_scopes_of_tokens(document: dict, server: AccountsServer) -> None:
    """A token may less than its user where it was made for less."""
    made = server.client("admin").post("/api/v1/tokens", {"name": "p", "scopes": ["predict"]})
    client = Client(server.port).with_token(made.json()["secret"])
    for operation in operations(document):
        if operation.method == "GET" and operation.scopes and operation.id != "events":
            status = client.get(operation.target({})).status
            assert (status == 403) == (operation.scopes != {"predict"}), (operation.id, status)


if __name__ == "__main__":
    with running(AccountsServer, sys.argv[1]) as api:
        with_flows(api)
        described = Client(api.port).get("/openapi.json").json()
        check_document(described)
        run_checks([check_examples, check_roles, check_scopes_of_tokens], described, api)
    print("the server does what its document says")
