"""A process that ends with the one that started it: once a build is gone, nothing writes into its folder."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait

_PARENT_DEATH_SIGNAL = 1  # prctl(2): PR_SET_PDEATHSIG


def end_with_parent() -> None:
    """Has this process, which `multiprocessing` started, killed as soon as its parent has ended, however that was."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    if sys.platform == "linux":  # at once, even while a library holds the interpreter
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent.pid:
            os._exit(1)
        return
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(parent: int) -> None:
    wait([parent])
    os._exit(1)
