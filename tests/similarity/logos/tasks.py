"""Work for the processes of test_guarded.py: what a hostile picture could bring about, by the word that is sent."""

import ctypes
import os
import resource
import sys
import time
from pathlib import Path

from similarity.logos.refusals import BadPicture

SEEN: list[bytes] = []


def echo(content: bytes) -> bytes:
    return content


def obey(content: bytes) -> bytes:
    """The word is the name of a function here, its argument behind a blank; bytes of what it returns."""
    word, _, argument = content.decode().partition(" ")
    SEEN.append(content)
    return str(globals()[word](argument)).encode()


def sleeps(seconds: str) -> str:
    time.sleep(float(seconds))
    return "slept"


def spins(_: str) -> None:
    while True:
        pass


def allocates(gigabytes: str) -> int:
    return len(bytearray(int(gigabytes) << 30))


def aborts(_: str) -> None:
    os.abort()


def crashes(_: str) -> None:
    ctypes.string_at(0)


def leaves(_: str) -> None:
    os._exit(0)


def writes(path: str) -> None:
    with Path(path).open("w") as file:
        file.write("harm")


def prints(text: str) -> str:
    print(text, flush=True)  # noqa: T201 - what libraries do
    os.write(1, text.encode())
    os.write(2, text.encode())
    return "printed"


def talks(_: str) -> None:
    """Into the pipe of the answers itself, wherever it is."""
    for number in range(3, 16):
        try:
            os.write(number, b"nonsense" * 100)
        except OSError:
            continue
    time.sleep(60)


def lies(_: str) -> None:
    """A refusal that is none."""
    for number in range(3, 16):
        try:
            os.write(number, b"N\0\0\0\x02[]")
        except OSError:
            continue
    time.sleep(60)


def reads(_: str) -> str:
    return sys.stdin.read()


def environment(_: str) -> str:
    return " ".join(sorted(os.environ))


def opens_many(_: str) -> int:
    files = []
    try:
        while True:
            files.append(Path("/dev/null").open())  # noqa: SIM115 - they shall stay open
    except OSError:
        return len(files)


def makes_much(_: str) -> str:
    return "x" * (2 << 20)


def refuses(why: str) -> None:
    raise BadPicture(why, "Send\nanother.")


def fails(_: str) -> None:
    raise RecursionError("deep")


def pid(_: str) -> int:
    return os.getpid()


def served(_: str) -> int:
    return len(SEEN)


def most_processes(_: str) -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_NPROC)
