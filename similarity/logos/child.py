"""One process that examines pictures, as its parent sees it: started, asked under a deadline, ended by its pid."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from pathlib import Path

from similarity.logos.frames import ANSWER, LARGEST_ANSWER, READY, REQUEST
from similarity.logos.vocabulary import own

STARTING = 60.0  # seconds; importing takes one, on a busy machine some more
_PART = 1 << 16
_ROOT = Path(__file__).resolve().parents[2]
# All that the process is told of its surroundings: no setting of ours, no password. One thread: pictures are examined
# side by side by several processes, and each thread would reserve memory that the limit then counts.
_ENVIRONMENT = {
    "LC_ALL": "C",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": str(_ROOT),
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_OPENCL_RUNTIME": "disabled",
}


class Lost(Exception):
    """The process ended, or what it answered makes no sense: it is not to be asked again."""


class WorkDoesNotStart(RuntimeError):
    """The process cannot import its work, which is no picture's fault; its error stream says why."""


class Child:
    """Not for several threads at once. `end` is called whatever happened."""

    def __init__(self, work: str, seconds: float, memory: int) -> None:
        """Starts the process and waits until it is ready. WorkDoesNotStart."""
        module = "similarity.logos.worker"
        told = [work, str(seconds), str(memory), str(own() or "")]
        command = [sys.executable, "-s", "-P", "-B", "-m", module, *told]
        self._process = subprocess.Popen(  # noqa: S603 - the command is made here, no shell is involved
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,  # Ctrl-C is for the parent, which closes the pipe
        )
        assert self._process.stdin
        assert self._process.stdout
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._in.fileno(), False)
        os.set_blocking(self._out.fileno(), False)
        self.asked = 0  # how often
        try:
            kind, _ = self._exchange(b"", STARTING)
        except (Lost, TimeoutError) as error:
            self.end()
            raise WorkDoesNotStart(f"{work} did not start within {STARTING:g} seconds") from error
        except BaseException:
            self.end()
            raise
        if kind != READY:
            self.end()
            raise WorkDoesNotStart(f"{work} did not say that it is ready")

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> bool:
        return self._process.poll() is not None

    def ask(self, content: bytes, seconds: float) -> tuple[bytes, bytes]:
        """The kind of the answer and its body. TimeoutError after `seconds`; Lost."""
        self.asked += 1
        return self._exchange(REQUEST.pack(len(content)) + content, seconds)

    def kill(self) -> None:
        """At once, from any thread; whoever waits for an answer sees it Lost."""
        self._process.kill()

    def end(self) -> int:
        """Kills it, takes its status and closes the pipes. The status: below 0 the signal that ended it."""
        self._process.kill()
        status = self._process.wait()
        self._in.close()
        self._out.close()
        return status

    def _exchange(self, sending: bytes, seconds: float) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + seconds
        unsent, got = memoryview(sending), bytearray()
        with selectors.DefaultSelector() as pipes:
            pipes.register(self._out, selectors.EVENT_READ)
            if unsent:
                pipes.register(self._in, selectors.EVENT_WRITE)
            while (answer := _whole(got)) is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                for pipe, _ in pipes.select(left):
                    if pipe.fileobj is self._out:
                        got += self._part()
                    elif not (unsent := unsent[self._sent(unsent[:_PART]) :]):
                        pipes.unregister(self._in)
        if unsent:
            raise Lost("it answered before it had read the file")
        return answer

    def _part(self) -> bytes:
        part = os.read(self._out.fileno(), _PART)
        if not part:
            raise Lost("it ended")
        return part

    def _sent(self, part: memoryview) -> int:
        try:
            return os.write(self._in.fileno(), part)
        except BrokenPipeError as error:
            raise Lost("it ended") from error


def _whole(got: bytearray) -> tuple[bytes, bytes] | None:
    """The kind and the body of the answer when all of it is here. Lost when it cannot be one."""
    if len(got) < ANSWER.size:
        return None
    kind, length = ANSWER.unpack_from(got)
    rest = len(got) - ANSWER.size
    if length > LARGEST_ANSWER or rest > length:
        raise Lost("its answer is none")
    return (kind, bytes(got[ANSWER.size :])) if rest == length else None
