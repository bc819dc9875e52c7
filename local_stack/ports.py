"""Free ports of the loopback."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below the range from which Linux (32768) and macOS (49152) take the ports of outgoing connections: a server that is
# restarted finds its old port again, so whoever holds its address need not learn a new one.
LOWEST, HIGHEST = 21_000, 31_999


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(preferred: int | None) -> int:
    """The preferred port if it is free, else some free one.

    Raises OSError when no port is free.
    """
    if preferred is not None and is_free(preferred):
        return preferred
    for port in random.SystemRandom().sample(range(LOWEST, HIGHEST + 1), 200):
        if is_free(port):
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST} on {LOOPBACK}")
