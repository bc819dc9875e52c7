"""The site on a port of this machine, with the indexer following beside it."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI

from indexer.follow import Follower

log = logging.getLogger(__name__)
PORTS = 100  # tried after the one asked for
START_SECONDS = 15.0
STOP_SECONDS = 10.0


class CannotServe(Exception):
    """No port is free, or the server did not come up; the message says which."""


def listener(host: str, port: int, *, exactly: bool = False) -> socket.socket:
    """A bound socket on `port`, or on the next free one after it unless `exactly` that one is wanted; 0 takes any.

    CannotServe when none is free.
    """
    tried = 1 if exactly or port == 0 else PORTS
    for candidate in range(port, min(port + tried, 65_536)):
        bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, candidate))
        except OSError:
            bound.close()
            continue
        return bound
    what = f"port {port} is taken" if tried == 1 else f"no port from {port} to {port + tried - 1} is free"
    raise CannotServe(f"{what} on {host}; choose another with --port or BLAZON_DESK_PORT")


@contextmanager
def serving(app: FastAPI, bound: socket.socket) -> Iterator[str]:
    """The application served in a thread; yields its address, and ends it in order at the end of the block."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="web", daemon=True)
    thread.start()
    try:
        end = time.monotonic() + START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > end:
                raise CannotServe("the web server did not come up; the log says why")
            time.sleep(0.02)
        host, port = bound.getsockname()[:2]
        yield f"http://{f'[{host}]' if ':' in host else host}:{port}"
    finally:
        server.should_exit = True
        thread.join(STOP_SECONDS)
        bound.close()


@dataclass
class Following:
    """The indexer beside the site. `ended` is set when it has stopped, whyever; `problem` says why it failed."""

    ended: threading.Event = field(default_factory=threading.Event)
    problem: Exception | None = None


@contextmanager
def following(follower: Follower) -> Iterator[Following]:
    """The indexer in a thread of its own; told to stop, and waited for, at the end of the block."""
    state = Following()

    def run() -> None:
        try:
            follower.follow()
        except Exception as problem:  # noqa: BLE001 - whatever ends it must end the site, which would age unseen
            state.problem = problem
        finally:
            state.ended.set()

    thread = threading.Thread(target=run, name="indexer", daemon=True)
    thread.start()
    try:
        yield state
    finally:
        follower.stop.set()
        thread.join(STOP_SECONDS)
        if thread.is_alive():
            log.warning("the indexer did not stop in time; what it had claimed comes back when its lease ends")
