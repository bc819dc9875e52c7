"""Why the register says no over a letter, a delivery, a document that comes in. See `registry.errors`."""

from __future__ import annotations

from registry.errors import RegistryError


class NoSuchLetter(RegistryError):
    def __init__(self, number: str) -> None:
        super().__init__(f"the office has written no letter {number}; `blazon letters list` shows those of a file")
        self.number = number


class LetterRefused(RegistryError):
    """The letter cannot be approved, refused, written anew, issued or sent now."""

    def __init__(self, number: str, reason: str) -> None:
        super().__init__(f"letter {number}: {reason}")
        self.number, self.reason = number, reason


class LetterConflict(RegistryError):
    """Somebody did something to the letter since it was read."""

    def __init__(self, number: str, expected: int, found: int, done: str) -> None:
        super().__init__(f"letter {number} is at step {found}, not {expected}: {done}; read it again, then decide")
        self.number, self.expected, self.found = number, expected, found


class DocumentRefused(RegistryError):
    """A document that comes in is not taken; nothing of it is on the file."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} is not taken: {reason}")
        self.name, self.reason = name, reason


class NoSuchDelivery(RegistryError):
    def __init__(self, delivery: int) -> None:
        super().__init__(f"there is no delivery {delivery}; `blazon letters deliveries` lists them")
        self.delivery = delivery


class DeliveryRefused(RegistryError):
    """The delivery cannot be moved on so."""

    def __init__(self, delivery: int, reason: str) -> None:
        super().__init__(f"delivery {delivery}: {reason}")
        self.delivery, self.reason = delivery, reason


class DeliveryConflict(RegistryError):
    """Somebody wrote something down of the delivery since it was read."""

    def __init__(self, delivery: int, state: str, actor: str) -> None:
        super().__init__(f"delivery {delivery} is {state} since, by {actor}; read it again, then decide")
        self.delivery, self.state, self.actor = delivery, state, actor
