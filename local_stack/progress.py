"""How the stack tells what it is doing, without knowing who listens."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, how much is done and how much there is; the total is 0 when it is not known."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Tells nobody."""
