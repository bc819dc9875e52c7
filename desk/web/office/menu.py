"""The desk's menu: which page stands where, and who sees it."""

from __future__ import annotations

from mappings.permissions import Person

MENU = (  # group, address below the staff's prefix, text, permission
    ("Work", "/tasks", "My tasks", "desk.tasks"),
    ("Work", "/receptions", "Receptions", "desk.receptions"),
    ("Work", "/requests", "Requests", "desk.requests"),
    ("Work", "/letters", "Letters", "desk.letters"),
    ("Office", "/stakeholders", "Applicants and agents", "desk.stakeholders"),
    ("Work", "/deliveries", "Deliveries", "desk.deliveries"),
    ("Work", "/mail", "E-mails", "desk.deliveries"),
    ("Office", "/issues", "Gazette", "desk.publication"),
    ("Office", "/log", "Daily log", "desk.daily-log"),
    ("Office", "/board", "Pendency", "desk.dashboard"),
    ("Administration", "/users", "People", "desk.users"),
    ("Administration", "/programs", "Programs", "desk.users"),
    ("Administration", "/audit", "Audit log", "desk.audit"),
    ("Administration", "/rules", "Rules", "desk.configuration"),
    ("Administration", "/configuration", "Configuration", "desk.configuration"),
    ("Administration", "/jobs", "Jobs", "desk.jobs"),
    ("Administration", "/health", "Health", "desk.health"),
    ("Administration", "/logs", "Logs", "desk.health"),
)


def menu(person: Person) -> dict[str, tuple[tuple[str, str], ...]]:
    """The address and text of each page that is open to the person, by group."""
    groups = dict.fromkeys(group for group, *_ in MENU)
    mine = {
        group: tuple((path, text) for at, path, text, permission in MENU if at == group and person.may(permission))
        for group in groups
    }
    return {group: entries for group, entries in mine.items() if entries}
