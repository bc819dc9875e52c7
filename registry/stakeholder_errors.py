"""Why the register says no over stakeholders. See `registry.errors`."""

from __future__ import annotations

import datetime as dt

from registry.errors import RegistryError


class NoSuchStakeholder(RegistryError):
    def __init__(self, number: str) -> None:
        super().__init__(f"there is no stakeholder {number}; `blazon stakeholders list` finds them by name or e-mail")
        self.number = number


class UnfitStakeholder(RegistryError):
    """What is said of a stakeholder cannot be; `place` is the field."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class StakeholderConflict(RegistryError):
    """Somebody changed the stakeholder since it was read."""

    def __init__(self, number: str, expected: int, found: int) -> None:
        super().__init__(
            f"{number} has version {found}, not {expected}: somebody changed it; read it again, then decide"
        )
        self.number, self.expected, self.found = number, expected, found


class StakeholderRefused(RegistryError):
    """It cannot be changed, ended, merged or parted now."""

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(f"{number}: {reason}")
        self.number, self.reason = number, reason


class MayNotRepresent(RegistryError):
    """The agent is not one who can be appointed on that day; who is appointed already stays."""

    def __init__(self, identifier: str, name: str, reason: str) -> None:
        super().__init__(f"{identifier} ({name}) cannot be appointed: {reason}")
        self.identifier, self.reason = identifier, reason


def no_longer(until: dt.date) -> str:
    return f"the agent number held until {until}; name another agent, or have the office give it a later day"
