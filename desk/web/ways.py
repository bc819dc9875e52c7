"""Which pages are open to who asks, by what the routes themselves declare, and on which of them their work begins."""

from __future__ import annotations

from collections.abc import Iterable

from desk.web.office.menu import menu
from desk.web.who import ACCOUNT, SECOND_FACTOR, Declared, Person, present

STAFF, TASKS, OWN = "/staff", "/staff/tasks", "/my/"


class Ways:
    """The pages that are served; what is not served is open to nobody."""

    def __init__(self) -> None:
        self._declared: dict[str, Declared] = {}

    def learn(self, declared: Iterable[Declared]) -> None:
        """What the application declares, once it is whole."""
        self._declared |= {one.path: one for one in declared if one.method == "GET"}

    def open(self, path: str) -> bool:
        """Whether a link there leads somewhere: to the page or, where nobody is known yet, to the sign-in."""
        found, person = self._declared.get(path), present.get()
        if found is None or person is None or found.permissions is None:
            return found is not None
        return not (person.known or person.unproven) and any(person.may(*way) for way in found.ways)

    def pages(self, person: Person | None) -> list[str]:
        """The desk's pages that are open to the person, those of its menu in their order."""
        listed = [STAFF + path for entries in menu(person).values() for path, _ in entries] if person else []
        return [path for path in listed if self.open(path)]

    def staff(self) -> str:
        """Where the staff's pages begin for who asks; nothing for whom none is there."""
        if present.get() is None:
            return STAFF if self.open(STAFF) else f"{STAFF}/"
        return next((path for path in (f"{STAFF}/", *self.pages(present.get())) if self.open(path)), "")

    def work(self) -> str:
        """Where the work of who asks begins: the tasks, one's own files, the first page of the menu."""
        person = present.get()
        if person and (person.known or person.unproven):
            return ACCOUNT if person.known else SECOND_FACTOR
        first = (TASKS, OWN, *self.pages(person), f"{STAFF}/", ACCOUNT)
        return next((path for path in first if self.open(path)), "/")
