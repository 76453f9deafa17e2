# SPDX-License-Identifier: Apache-2.0
"""A MongoDB-wire server and a cutting proxy for tests; standard library only.

The server is SecantusDB (GPL-2.0, a test tool that is never linked or shipped), installed from
PyPI at a pinned version into a virtual environment of the build folder.
"""
import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time

REQUIREMENT = "SecantusDB==0.7.0b3"
SKIPPED = 77  # ctest's SKIP_RETURN_CODE


def server_python(build: pathlib.Path) -> str:
    """The interpreter that has the server; ends the test as skipped when it cannot be had."""
    given = os.environ.get("VEDETTE_TEST_SERVER_PYTHON")
    if given:
        return given
    venv = build / "test-server"
    python = venv / "bin" / "python"
    done = venv / REQUIREMENT
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        install = subprocess.run([python, "-m", "pip", "install", "-q", REQUIREMENT],
                                 capture_output=True, text=True)
        if install.returncode != 0:
            print(f"SKIPPED: cannot install {REQUIREMENT}:\n{install.stderr}")
            sys.exit(SKIPPED)
        done.touch()
    return str(python)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start: status {process.poll()}")


class Server:
    """Runs on a loopback port over a data folder, until stopped or killed by its own id."""

    def __init__(self, python: str, folder: str, port: int | None = None):
        self.port = port or free_port()
        self.process = subprocess.Popen(
            [python, "-m", "secantus", "--host", "127.0.0.1", "--port", str(self.port),
             "--storage-path", folder, "--log-level", "ERROR"])
        wait_for(self.port, self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


class CuttingProxy:
    """Passes bytes on to a port, until `limit` bytes have come from clients: then every connection
    is cut and no new one is taken."""

    def __init__(self, target: int, limit: int):
        self.target, self.left = target, limit
        self.lock = threading.Lock()
        self.open: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                with self.lock:
                    self.open += [client, server]
                threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                if counted:
                    with self.lock:
                        self.left -= len(data)
                    if self.left < 0:
                        break
                sink.sendall(data)
        if counted and self.left < 0:
            self.close()

    def close(self) -> None:
        with self.lock:
            for one in [self.listener, *self.open]:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
