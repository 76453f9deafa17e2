#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""More than a server should be asked to bear: thousands of idle connections, slow senders, readers
that do not read, packed bombs. Meanwhile /healthz must be quick, nothing may fail but for a full
queue, memory must stay within bounds, and the server must end as it should.

usage: overload_test.py VEDETTE_BINARY BUILD_FOLDER
"""
import contextlib
import gzip
import os
import resource
import selectors
import socket
import statistics
import sys
import threading
import time

import tools

tools.needed()

import zstandard  # noqa: E402  (from the environment of the tools)

from harness import JSON, Client, OpenServer, raw, run_checks, running, status_of  # noqa: E402

SANITIZED = os.environ.get("VEDETTE_SANITIZED") == "1"
# The sanitizers' shadow and quarantine come on top.
IDLE_BYTES = (1024 if SANITIZED else 128) << 20
PEAK_BYTES = (2048 if SANITIZED else 512) << 20
CONNECTIONS = 10_000
SLOW = 200
NOT_READING = 50
QUICK = 0.1  # seconds that /healthz may take, in the middle
HEAD = b"Host: localhost\r\n"
ROW = b'{"seconds": 0.5, "bytes": 120, "protocol": "tcp"}'


def raised_limit() -> int:
    """As many files as this user may open: for this process and, inherited, for the server."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = CONNECTIONS + 2000
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return min(CONNECTIONS, most - 1000)


def memory_of(server) -> int:
    with open(f"/proc/{server.server.pid}/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


class Watch:
    """Asks /healthz all the time, and remembers what it took and the most memory there was."""

    def __init__(self, server):
        self.server, self.times, self.faults, self.peak = server, [], [], 0
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        while not self.ends.wait(0.05):
            begun = time.monotonic()
            try:
                answer = Client(self.server.port).get("/healthz", timeout=30)
                if answer.status != 200:
                    self.faults.append(answer)
            except OSError as fault:
                self.faults.append(fault)
            self.times.append(time.monotonic() - begun)
            self.peak = max(self.peak, memory_of(self.server))

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, kind, *_) -> None:
        self.ends.set()
        self.thread.join()
        middle = statistics.median(self.times)
        print(f"  /healthz {len(self.times)} times: {middle * 1e3:.1f} ms in the middle, "
              f"{max(self.times) * 1e3:.1f} ms at worst; memory {self.peak >> 20} MiB", flush=True)
        if kind is None:
            assert not self.faults, self.faults[:3]
            assert middle < QUICK, f"{middle * 1e3:.1f} ms"
            assert self.peak < PEAK_BYTES, self.peak


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def answers_of(sockets: list[socket.socket]) -> list[int]:
    """The status of what each gets next; 0 where the server just closed."""
    waiting, statuses = selectors.DefaultSelector(), []
    for one in sockets:
        waiting.register(one, selectors.EVENT_READ)
    end = time.monotonic() + 60
    while len(statuses) < len(sockets) and time.monotonic() < end:
        for key, _ in waiting.select(1):
            with contextlib.suppress(ConnectionError):
                statuses.append(status_of(key.fileobj.recv(65536)))
            waiting.unregister(key.fileobj)
    return statuses


def check_memory_at_rest(server, _) -> None:
    for _ in range(200):
        Client(server.port).post("/api/v1/predict", b'{"row":' + ROW + b"}", fields=JSON)
    assert memory_of(server) < IDLE_BYTES, memory_of(server)
    print(f"  {memory_of(server) >> 20} MiB")


def check_idle_connections(server, most: int) -> None:
    """As many as there may be, one in ten of them after a request."""
    with contextlib.ExitStack() as open_ones, Watch(server):
        for number in range(most):
            one = open_ones.enter_context(connected(server.port))
            if number % 10 == 0:
                one.sendall(b"GET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n")
                assert status_of(one.recv(4096)) == 200
        assert Client(server.port).get("/api/v1/system").json()["open_connections"] > most - 10
        answer = Client(server.port).post("/api/v1/predict", b'{"row":' + ROW + b"}", fields=JSON)
        assert answer.status == 200, answer


def check_slow_senders(server, _) -> None:
    """Headers and bodies that come byte by byte end with 408, and hold nobody up."""
    with contextlib.ExitStack() as open_ones, Watch(server):
        heads = [open_ones.enter_context(connected(server.port)) for _ in range(SLOW)]
        bodies = [open_ones.enter_context(connected(server.port)) for _ in range(SLOW)]
        for one in heads:
            one.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        for one in bodies:
            one.sendall(b"POST /api/v1/predict HTTP/1.1\r\n" + HEAD +
                        b"Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(24):  # longer than the header time and the grace of bodies
            time.sleep(0.5)
            for one in (*heads, *bodies):
                with contextlib.suppress(OSError):
                    one.send(b"x")
        statuses = answers_of(heads + bodies)
        assert set(statuses) <= {408, 0} and statuses.count(408) > SLOW, statuses


def check_readers_that_do_not_read(server, _) -> None:
    """Large answers wait in the kernel and in pieces, not as a whole for each of them."""
    rows = b"seconds,bytes,protocol\n" + b"0.5,120,tcp\n" * 50_000
    sent = (b"POST /api/v1/predict HTTP/1.1\r\n" + HEAD + b"Content-Type: text/csv\r\n"
            b"Accept: application/x-ndjson\r\nContent-Length: %d\r\n\r\n" % len(rows)) + rows
    with contextlib.ExitStack() as open_ones, Watch(server):
        for _ in range(NOT_READING):
            one = open_ones.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.settimeout(60)
            one.connect(("127.0.0.1", server.port))
            one.sendall(sent)
        time.sleep(3)
        answer = Client(server.port).post("/api/v1/predict", b'{"row":' + ROW + b"}", fields=JSON)
        assert answer.status == 200, answer


def bombs() -> list[tuple[str, bytes]]:
    zeros = b"0" * (256 << 20)
    window = zstandard.ZstdCompressionParameters.from_level(1, window_log=27)
    wide = zstandard.ZstdCompressor(compression_params=window).compressobj()
    return [("gzip", gzip.compress(zeros[:64 << 20], 9)), ("gzip", gzip.compress(b"") * 50_000),
            ("zstd", zstandard.ZstdCompressor(level=3).compress(zeros)),
            ("zstd", wide.compress(zeros) + wide.flush())]


def check_bombs(server, _) -> None:
    with Watch(server):
        for coding, bomb in bombs():
            fields = {"Content-Type": "text/csv", "Content-Encoding": coding}
            for target in ("/api/v1/predict", "/api/v1/session", "/v2/models/traffic/infer"):
                answer = Client(server.port).post(target, bomb, fields=fields)
                assert 400 <= answer.status < 500, (coding, target, answer)
        head = (b"POST /api/v1/predict HTTP/1.1\r\n" + HEAD +
                b"Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert status_of(raw(server.port, head + b"1\r\n" + b"x" * 200_000)) == 400
        assert status_of(raw(server.port, head + b"1;" + b"x" * 200_000)) == 400
        assert status_of(raw(server.port, head + b"FFFFFFFFFFFFFFFFF\r\n")) == 400
        many = b"".join(b"X%d: y\r\n" % i for i in range(5000))
        assert status_of(raw(server.port, b"GET / HTTP/1.1\r\n" + HEAD + many + b"\r\n")) == 431
        long = b"Content-Length: 99999999999\r\nContent-Type: text/csv\r\n\r\n"
        sent = b"POST /api/v1/predict HTTP/1.1\r\n" + HEAD + long
        assert status_of(raw(server.port, sent)) == 413


def check_many_windows(server, _) -> None:
    """Frames of zstd that ask for memory and then send nothing."""
    frame = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=23)).compressobj()
    start = frame.compress(os.urandom(1 << 20)) + frame.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    with contextlib.ExitStack() as open_ones, Watch(server):
        for _ in range(SLOW):
            one = open_ones.enter_context(connected(server.port))
            one.sendall(b"POST /api/v1/session HTTP/1.1\r\n" + HEAD + b"Content-Type: "
                        b"application/json\r\nContent-Encoding: zstd\r\n"
                        b"Content-Length: 16000\r\n\r\n" + start[:12_000])
        time.sleep(2)


def check_full_queue(server, _) -> None:
    """What the queue cannot hold is refused at once with 503 and Retry-After; the rest is done."""
    sent = b"GET /api/v1/overview HTTP/1.1\r\n" + HEAD + b"\r\n"
    with contextlib.ExitStack() as open_ones, Watch(server):
        many = [open_ones.enter_context(connected(server.port)) for _ in range(1500)]
        for one in many:
            one.sendall(sent)
        statuses = answers_of(many)
    assert len(statuses) == len(many) and set(statuses) <= {200, 503}, set(statuses)
    assert statuses.count(200) >= 256, statuses.count(200)
    print(f"  {statuses.count(503)} of {len(many)} refused")


def check_rest_again(server, _) -> None:
    """What came for the load goes with it, connections and files included."""
    for _ in range(60):
        load = Client(server.port).get("/api/v1/system").json()
        if load["open_connections"] < 10 and load["queue"]["depth"] == 0:
            break
        time.sleep(0.5)
    files = len(os.listdir(f"/proc/{server.server.pid}/fd"))
    print(f"  {memory_of(server) >> 20} MiB, {files} files")
    assert load["open_connections"] < 10 and files < 100, (load, files)
    assert memory_of(server) < PEAK_BYTES


if __name__ == "__main__":
    limit = raised_limit()
    with running(OpenServer, sys.argv[1]) as loaded:
        run_checks([check_memory_at_rest, check_idle_connections, check_slow_senders,
                    check_readers_that_do_not_read, check_bombs, check_many_windows,
                    check_full_queue, check_rest_again], loaded, limit)
    print("the server bore it")
