"""Whether the machine behind the office is well: many probes at once, each in its time, none of which breaks the rest.

A probe is a function without arguments that gives a `Found`. One that does not come back within `seconds` is found as
"no answer"; its thread goes on, and the next question waits for that same one instead of beginning another.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from desk.masking import masked

State = Literal["well", "off", "warning", "wrong"]
SECONDS = 5.0  # that a probe may take
LONGEST = 500  # characters of what a probe says


@dataclass(frozen=True)
class Found:
    """What a probe saw. `off`: not set up, and nothing is missing. `since`: where the thing itself knows it."""

    state: State
    said: str
    remedy: str = ""
    since: dt.datetime | None = None


@dataclass(frozen=True)
class Probe:
    title: str
    ask: Callable[[], Found]


@dataclass(frozen=True)
class Finding:
    """A probe's answer. `since` is the beginning of its state, as far as it, or this process, knows."""

    name: str
    title: str
    state: State
    said: str
    remedy: str
    since: dt.datetime


@dataclass
class _Asked:
    """A question on its way."""

    done: threading.Event = field(default_factory=threading.Event)
    found: Found | None = None


NONE: Mapping[str, Probe] = MappingProxyType({})


class Health:
    """The probes by name, asked together; it remembers since when each stands as it does. Safe between threads."""

    def __init__(self, probes: Mapping[str, Probe] = NONE, *, seconds: float = SECONDS) -> None:
        self.probes, self.seconds = probes, seconds
        self._asked: dict[str, _Asked] = {}
        self._since: dict[str, tuple[State, dt.datetime]] = {}
        self._lock = threading.Lock()

    def ask(self) -> list[Finding]:
        """Every probe's answer, in their order, after at most `seconds`."""
        asked = {name: self._begin(name, probe) for name, probe in self.probes.items()}
        end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.seconds)
        return [self._finding(name, one, end) for name, one in asked.items()]

    def _begin(self, name: str, probe: Probe) -> _Asked:
        with self._lock:
            going = self._asked.get(name)
            if going is not None and not going.done.is_set():
                return going
            asked = self._asked[name] = _Asked()
        threading.Thread(target=_answer, args=(probe, asked), name=f"health {name}", daemon=True).start()
        return asked

    def _finding(self, name: str, asked: _Asked, end: dt.datetime) -> Finding:
        now = dt.datetime.now(dt.UTC)
        asked.done.wait(max((end - now).total_seconds(), 0))
        found = asked.found or Found(
            "wrong",
            f"no answer within {self.seconds:g} s",
            "See whether it hangs, or the way to it is closed; the probe is not begun anew before it has ended.",
        )
        with self._lock:
            state, since = self._since.get(name, ("", now))
            if state != found.state:
                since = now
            self._since[name] = (found.state, since)
        said = masked(found.said)[:LONGEST]
        return Finding(name, self.probes[name].title, found.state, said, found.remedy, found.since or since)


def well(findings: list[Finding]) -> bool:
    """Whether nothing is wrong; a warning is no fault yet."""
    return all(one.state != "wrong" for one in findings)


def as_data(findings: list[Finding]) -> dict[str, Any]:
    """The findings as JSON has them."""
    return {"well": well(findings), "findings": [asdict(one) for one in findings]}


def _answer(probe: Probe, asked: _Asked) -> None:
    try:
        asked.found = probe.ask()
    except Exception as error:  # noqa: BLE001 - whatever a probe meets is what it has found
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        remedy = str(getattr(error, "remedy", "")) or "Mend what it names; the servers' logs say more."
        asked.found = Found("wrong", first, remedy)
    finally:
        asked.done.set()
