# SPDX-License-Identifier: Apache-2.0
"""What these tests take from PyPI, at pinned versions, into an environment of the build folder."""
import pathlib
import sys

import harness

REQUIREMENTS = ("jsonschema==4.26.0", "openapi-spec-validator==0.9.0", "schemathesis==4.32.5",
                "zstandard==0.25.0")


def needed() -> None:
    """Goes on in an interpreter that has them, or ends the test as skipped."""
    harness.served.with_clients(pathlib.Path(sys.argv[2]), REQUIREMENTS, "test-api")
