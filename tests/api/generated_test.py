#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests that schemathesis makes from the OpenAPI document, right and wrong ones, as an
administrator: no fault of the server, and no answer that the document does not know.

usage: generated_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import pathlib
import subprocess
import sys

import tools

tools.needed()

from harness import AccountsServer, running  # noqa: E402  (after the environment of the tools)

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_schema_conformance")
LEFT_OUT = {
    "events": "it never ends",
    "selfTest": "it takes seconds each time",
    "removeUser": "it could lock the test out",
    "changeUser": "it could lock the test out",
    "revokeToken": "it could lock the test out",
    "signIn": "after five attempts all of them are refused",
    "startRun": "each success is a training process; contract_test.py and work_test.py start some",
    "importModel": "archives are not made from a schema; hostile_test.py makes some",
    "oipUnload": "it has no answer but an error",
}


# TRACE is answered 501, as RFC 9110 (15.6.2) has it, which a check takes for a fault.
CONFIGURATION = """\
[phases.coverage]
unexpected-methods = ["DELETE", "OPTIONS", "PATCH", "PUT"]
"""
# Bounded by number: with a bound in time it goes on until that is over.
PHASES = {"examples,fuzzing": 10, "coverage": 5}  # examples of each operation


# One worker: with more of them CPython now and then fails in ast.parse(), which hypothesis calls
# ("AST constructor recursion depth mismatch", python/cpython issue 106905).
def command(server: AccountsServer, phases: str) -> list[str]:
    configuration = server.folder / "schemathesis.toml"
    configuration.write_text(CONFIGURATION)
    program = str(pathlib.Path(sys.executable).with_name("schemathesis"))
    left_out = [word for name in LEFT_OUT for word in ("--exclude-operation-id", name)]
    return [program, "--config-file", str(configuration), "run",
            f"http://127.0.0.1:{server.port}/openapi.json", "--checks", ",".join(CHECKS), *left_out,
            "--header", f"Authorization: Bearer {server.tokens['admin']}",
            "--phases", phases, "--max-examples", str(PHASES[phases]), "--workers", "1",
            "--generation-deterministic",
            "--suppress-health-check", "all", "--request-timeout", "30", "--no-shrink",
            "--warnings", "off", "--no-color"]


if __name__ == "__main__":
    with running(AccountsServer, sys.argv[1]) as api:
        for phases in PHASES:
            done = subprocess.run(command(api, phases), cwd=api.folder, text=True,
                                  capture_output=True)
            print(done.stdout.replace(api.tokens["admin"], "TOKEN"), done.stderr)
            assert done.returncode == 0, "see above"
        assert api.client("admin").get("/api/v1/session").json()["signed_in"]
