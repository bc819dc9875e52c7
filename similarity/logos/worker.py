"""The process that examines pictures: `python -m similarity.logos.worker module:function seconds memory vocabulary`.

Reads files from standard input and writes answers to standard output, in the frames of `similarity.logos.frames`, until
its input ends. The function takes the bytes of a file and returns bytes, or raises BadPicture.

Before the first file is read the process gives up, for good: memory beyond what it has then plus `memory` bytes (where
the system counts it: Linux), writing to files, core dumps, more than a few open files and, unless it runs as root,
other processes and threads. A file that takes longer than `seconds`, and one more, ends it even when nobody waits for
the answer any more. These limits hold accidents and bombs; they are no jail for a decoder that was taken over.
"""

from __future__ import annotations

import importlib
import math
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import psutil

from similarity.logos.frames import ANSWER, DONE, LARGEST_ANSWER, READY, REFUSED, REQUEST, SPENT, refusal
from similarity.logos.refusals import AGAIN, SMALLER, BadPicture
from similarity.logos.vocabulary import use

_OPEN_FILES = 16  # enough for a module that is imported late


def main(work_name: str, seconds: float, memory: int, vocabulary: str) -> None:
    """Answers until the input ends; `vocabulary` is the file of the office's own, or empty.

    What the work prints, and what libraries complain of, is dropped.
    """
    requested, answered = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    use(Path(vocabulary) if vocabulary else None)
    work = _named(work_name)  # what this raises is on the error stream before the pipes close
    _give_up(memory)
    os.dup2(nothing, 2)
    os.close(nothing)
    with os.fdopen(requested, "rb") as requests, os.fdopen(answered, "wb") as answers:
        kind = _send(answers, READY, b"")
        while kind != SPENT and (content := _received(requests)) is not None:
            signal.alarm(math.ceil(seconds) + 1)
            kind = _send(answers, *_answer(work, content))
            signal.alarm(0)


def _named(work: str) -> Callable[[bytes], bytes]:
    module, _, function = work.partition(":")
    found: Callable[[bytes], bytes] = getattr(importlib.import_module(module), function)
    return found


def _give_up(memory: int) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_NPROC: 0,
    }
    if sys.platform == "linux":  # elsewhere address space is not limited, or not in a way that can be relied on
        limits[resource.RLIMIT_AS] = psutil.Process().memory_info().vms + memory
    for limit, most in limits.items():
        _, hard = resource.getrlimit(limit)
        most_allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most_allowed, most_allowed))


def _received(requests: BinaryIO) -> bytes | None:
    """The next file; None when the input has ended, in the midst of a file or between two."""
    head = requests.read(REQUEST.size)
    if len(head) < REQUEST.size:
        return None
    (length,) = REQUEST.unpack(head)
    content = requests.read(length)
    return content if len(content) == length else None


def _answer(work: Callable[[bytes], bytes], content: bytes) -> tuple[bytes, bytes]:
    try:
        made = work(content)
        if len(made) > LARGEST_ANSWER:
            return REFUSED, refusal("The picture gives too much to compare.", SMALLER)
    except BadPicture as bad:
        return REFUSED, refusal(bad.detail, bad.remedy)
    except MemoryError:
        return SPENT, refusal("The picture needs more memory than one picture is given.", SMALLER)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file brings about is an answer, not the end
        return REFUSED, refusal(f"The picture could not be examined ({type(error).__name__}).", AGAIN)
    return DONE, made


def _send(answers: BinaryIO, kind: bytes, body: bytes) -> bytes:
    answers.write(ANSWER.pack(kind, len(body)) + body)
    answers.flush()
    return kind


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
