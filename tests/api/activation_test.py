#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Socket activation: the port is opened by another program, which hands it over as systemd does
(sd_listen_fds(3)).

usage: activation_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import contextlib
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

FIRST = 3  # descriptors are handed over from here on


def command(binary: str, home: pathlib.Path, *flags: str) -> list[str]:
    """LISTEN_PID has to be the number of the very process that takes the sockets."""
    return ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", binary, "--home", str(home), "--json",
            "--quiet", "serve", *flags]


def options(sockets: list[socket.socket]) -> dict:
    def hand_over() -> None:
        copies = [os.dup(one.fileno()) for one in sockets]  # the numbers may overlap
        spare = [os.dup2(copy, 100 + i) for i, copy in enumerate(copies)]
        for i, copy in enumerate(spare):
            os.dup2(copy, FIRST + i)

    return {"env": os.environ | {"LISTEN_FDS": str(len(sockets))}, "preexec_fn": hand_over,
            "close_fds": False, "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


@contextlib.contextmanager
def serving(binary: str, home: pathlib.Path, listener: socket.socket, *flags: str):
    process = subprocess.Popen(command(binary, home, *flags), **options([listener]))
    try:
        told = next(json.loads(line) for line in process.stdout if line.startswith("{"))
        yield told
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


def refused(binary: str, home: pathlib.Path, sockets: list[socket.socket], *flags: str) -> str:
    done = subprocess.run(command(binary, home, *flags), timeout=60, check=False,
                          **options(sockets))
    assert done.returncode == 2, done
    return done.stderr


def listening(address: str = "127.0.0.1") -> socket.socket:
    return socket.create_server((address, 0), family=socket.AF_INET)


def check_serves_on_it(binary: str, home: pathlib.Path) -> None:
    with listening() as listener:
        port = listener.getsockname()[1]
        with serving(binary, home, listener, "--port", "1") as told:
            assert told["port"] == port, told
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
            connection.close()


def check_requests_wait_for_the_next_one(binary: str, home: pathlib.Path) -> None:
    with listening() as listener:
        port = listener.getsockname()[1]
        with serving(binary, home, listener):
            pass
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/healthz")  # nobody is there to answer
        with serving(binary, home, listener):
            assert connection.getresponse().status == 200
        connection.close()


def check_other_addresses_need_tls(binary: str, home: pathlib.Path) -> None:
    with listening("0.0.0.0") as listener:
        said = refused(binary, home, [listener], "--address", "127.0.0.1")
    assert "TLS" in said, said


def check_what_is_no_such_socket(binary: str, home: pathlib.Path) -> None:
    with listening() as one, listening() as other:
        assert "2 sockets" in refused(binary, home, [one, other])
    with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", 0))
        assert "something else" in refused(binary, home, [datagrams])


def main() -> int:
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    for check in (check_serves_on_it, check_requests_wait_for_the_next_one,
                  check_other_addresses_need_tls, check_what_is_no_such_socket):
        print(check.__name__, flush=True)
        with tempfile.TemporaryDirectory() as home:
            check(binary, pathlib.Path(home))
    return 0


if __name__ == "__main__":
    sys.exit(main())
