"""Why the register says no. Each error's text is a plain sentence that names the place and the remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from mappings.number import DossierKey


class RegistryError(Exception):
    """Any refusal of the register; the command that met it has changed nothing."""


class NoSuchDossier(RegistryError):
    def __init__(self, key: DossierKey, when: str = "") -> None:
        super().__init__(f"the register holds no dossier {key}{when and ' ' + when}")
        self.key = key


class AlreadyFiled(RegistryError):
    """`meanwhile`: another transaction filed it since this one looked, so trying again may give another answer."""

    def __init__(self, key: DossierKey, *, meanwhile: bool = False) -> None:
        super().__init__(f"{key} is filed already; amend it, or file a record of the same number as an import")
        self.key, self.meanwhile = key, meanwhile


class DossierDeleted(RegistryError):
    def __init__(self, key: DossierKey, at: dt.datetime) -> None:
        super().__init__(f"{key} was deleted on {at:%Y-%m-%d}; its number is not used again")
        self.key = key


class VersionConflict(RegistryError):
    def __init__(self, key: DossierKey, expected: int, found: int) -> None:
        super().__init__(f"{key} has version {found}, not {expected}: somebody changed it; read it again, then decide")
        self.key, self.expected, self.found = key, expected, found


class CommandReused(RegistryError):
    def __init__(self, command_id: UUID) -> None:
        super().__init__(
            f"the command id {command_id} was used for another command; give each command an id of its own"
        )
        self.command_id = command_id


class InvalidApplication(RegistryError):
    """A record that cannot be filed; `place` is the path of the field, e.g. classes[2].number."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class InvalidChange(RegistryError):
    """An amendment that does not fit the dossier; `place` is the field."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class NotPublishable(RegistryError):
    def __init__(self, key: DossierKey, reason: str) -> None:
        super().__init__(f"{key} cannot be published: {reason}")
        self.key = key


class AlreadyRegistered(RegistryError):
    def __init__(self, key: DossierKey, number: str) -> None:
        super().__init__(f"{key} is registered already, under {number}")
        self.key = key


class NoWorkflow(RegistryError):
    def __init__(self, key: DossierKey) -> None:
        super().__init__(f"the office has no workflow for {key}; write one into its folder workflows/")
        self.key = key


class NoSuchAction(RegistryError):
    def __init__(self, key: DossierKey, action: str, near: str | None, possible: tuple[str, ...]) -> None:
        proposal = f" - did you mean `{near}`?" if near else f"; now can be taken: {', '.join(possible) or 'nothing'}"
        super().__init__(f"the workflow of {key} has no action `{action}`{proposal}")
        self.key, self.action = key, action


class CannotAssign(RegistryError):
    def __init__(self, key: DossierKey, login: str, able: Sequence[str]) -> None:
        who = f"it can lie with {', '.join(able)}" if able else "nobody here can act on it"
        super().__init__(f"{login} is not active, or has no role that acts on {key}; {who}")
        self.key, self.login = key, login


class AssignedOtherwise(RegistryError):
    """Somebody took the file, or gave it to another, since this one looked."""

    def __init__(self, key: DossierKey, login: str | None) -> None:
        who = f"{login} has {key} now" if login else f"nobody has {key} any more"
        super().__init__(f"{who}; look at the file again, then take it or hand it over")
        self.key, self.login = key, login


class NotPermitted(RegistryError):
    def __init__(self, key: DossierKey, action: str, role: str, roles: tuple[str, ...]) -> None:
        super().__init__(f"{action} of {key} is not for the role `{role}`; it is for {', '.join(roles)}")
        self.key, self.action, self.role = key, action, role


class ActionRefused(RegistryError):
    """The action cannot be taken now."""

    def __init__(self, key: DossierKey, action: str, reason: str) -> None:
        super().__init__(f"{action} of {key} cannot be taken: {reason}")
        self.key, self.action, self.reason = key, action, reason


class NoSuchRequestType(RegistryError):
    def __init__(self, key: DossierKey, name: str, near: str | None, known: tuple[str, ...]) -> None:
        proposal = f" - did you mean `{near}`?" if near else f"; it takes {', '.join(known) or 'none'}"
        super().__init__(f"the office takes no request `{name}` for {key}{proposal}")
        self.key, self.name = key, name


class NoSuchRequest(RegistryError):
    def __init__(self, key: DossierKey, number: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{key} has no request {number}; it has {', '.join(known) or 'none'}")
        self.key, self.number = key, number


class InvalidForm(RegistryError):
    """A field of a request is missing, unknown, or says what cannot be."""

    def __init__(self, request: str, field: str, reason: str) -> None:
        super().__init__(f"request {request}: {field}: {reason}" if field else f"request {request}: {reason}")
        self.request, self.field, self.reason = request, field, reason


class RequestRefused(RegistryError):
    """The request cannot be taken in, or decided, now."""

    def __init__(self, key: DossierKey, request: str, reason: str) -> None:
        super().__init__(f"request {request} on {key}: {reason}")
        self.key, self.request, self.reason = key, request, reason


class CannotUndo(RegistryError):
    def __init__(self, key: DossierKey, action: str, reason: str) -> None:
        super().__init__(f"{action} of {key} cannot be undone: {reason}")
        self.key, self.action, self.reason = key, action, reason


class NoSuchIssue(RegistryError):
    def __init__(self, issue: str) -> None:
        super().__init__(f"there is no issue {issue}; open it first, or list the issues")
        self.issue = issue


class IssueClosed(RegistryError):
    def __init__(self, issue: str, status: str) -> None:
        super().__init__(f"issue {issue} is {status}: nothing can be added to it")
        self.issue = issue


class IssueExists(RegistryError):
    def __init__(self, issue: str) -> None:
        super().__init__(f"issue {issue} exists already, with another date")
        self.issue = issue


class UnfitIssueId(RegistryError):
    def __init__(self, issue: str) -> None:
        super().__init__(
            f"no issue can be called {issue!r}: take letters and digits, with hyphens and full stops between them, in "
            "pieces parted by one slash each, e.g. 2026/24"
        )
        self.issue = issue


class SameAddress(RegistryError):
    """Two issues would have one address in the gazette, where capitals are small."""

    def __init__(self, issue: str, other: str) -> None:
        super().__init__(f"issue {issue} would have the address of issue {other}; give it another id")
        self.issue, self.other = issue, other


class IssueOpen(RegistryError):
    def __init__(self, issue: str) -> None:
        super().__init__(f"issue {issue} is still open: close it first")
        self.issue = issue


class IssueNotDue(RegistryError):
    def __init__(self, issue: str, date: dt.date) -> None:
        super().__init__(f"issue {issue} is dated {date}: it can be out on that day, and not before")
        self.issue, self.date = issue, date


class NotTakenOut(RegistryError):
    def __init__(self, key: DossierKey, issue: str, reason: str) -> None:
        super().__init__(f"{key} is not taken out of issue {issue}: {reason}")
        self.key, self.issue = key, issue


class Withheld(RegistryError):
    """A file was deleted after it was put into the issue, or got a status under which the office publishes nothing.

    `files` says of each why it is not published.
    """

    def __init__(self, issue: str, files: Sequence[tuple[DossierKey, str]]) -> None:
        key, why = files[0]
        more = f" (and {len(files) - 1} more)" if len(files) > 1 else ""
        super().__init__(
            f"issue {issue} holds {key}{more}: {why}; "
            f"say `blazon publish take-out {key.number} --issue {issue} --reason … --actor …`, then close it"
        )
        self.issue, self.files = issue, tuple(files)


class EarlierIssueOpen(RegistryError):
    """Issues close in the order of their dates: what follows in the gazette is never out before what it follows."""

    def __init__(self, issue: str, date: dt.date, earlier: str, earlier_date: dt.date) -> None:
        super().__init__(
            f"issue {issue} of {date} cannot be closed while {earlier} of {earlier_date} is open: close {earlier} first"
        )
        self.issue, self.earlier = issue, earlier


class LaterIssueClosed(RegistryError):
    def __init__(self, issue: str, date: dt.date, later: str, later_date: dt.date) -> None:
        super().__init__(
            f"issue {issue} of {date} cannot be opened: {later} of {later_date} is closed already; "
            "give it that day or a later one"
        )
        self.issue, self.later = issue, later


class SignedOtherwise(RegistryError):
    """A published issue never changes: its first signature fixes the manifest."""

    def __init__(self, issue: str, signed: str, asked: str) -> None:
        super().__init__(
            f"issue {issue} was signed with the manifest {signed[:16]}…, not {asked[:16]}…: a published issue never "
            "changes; publish a correction in a later issue"
        )
        self.issue, self.signed, self.asked = issue, signed, asked


class SignedDifferently(RegistryError):
    def __init__(self, issue: str, key_id: str) -> None:
        super().__init__(
            f"issue {issue} has another signature by key {key_id} already, and a key signs the same manifest always "
            "alike: compare the folder of keys with its backup"
        )
        self.issue, self.key_id = issue, key_id


class NoSuchSnapshot(RegistryError):
    def __init__(self, key: DossierKey, snapshot: int) -> None:
        super().__init__(f"{key} has no snapshot {snapshot}; `blazon show` lists its publications")
        self.key, self.snapshot = key, snapshot


class NoSuchFrozenField(RegistryError):
    def __init__(self, key: DossierKey, snapshot: int, field: str, known: list[str]) -> None:
        super().__init__(f"snapshot {snapshot} of {key} froze no field {field}; it froze {', '.join(known)}")
        self.key, self.snapshot, self.field = key, snapshot, field


class InvalidNumberFormat(RegistryError):
    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"the number format {pattern!r} {reason}; it reads like TM/{{year}}/{{sequence:06}}")


class DocumentMissing(RegistryError):
    def __init__(self, digest: str) -> None:
        super().__init__(f"the document store holds no content {digest}; put the file into the store first")
        self.digest = digest


class CorruptDocument(RegistryError):
    def __init__(self, digest: str) -> None:
        super().__init__(f"the content kept as {digest} is not what was put there; restore this file from the backup")
        self.digest = digest


class UnacceptableDocument(RegistryError):
    """A file that may not be stored: too large, no picture though it says so, a picture too large to open."""


class NoSuchRole(RegistryError):
    def __init__(self, role: str) -> None:
        super().__init__(f"this Postgres has no role {role}; make it first (CREATE ROLE … LOGIN), then grant")
        self.role = role


class TimelineBehind(RegistryError):
    def __init__(self, highest: int, now: int) -> None:
        super().__init__(
            f"the register holds sequence {highest}, but this Postgres is only at {now}: it was restored from another "
            "server. Nothing is lost; say `blazon registry rebase` once before writing"
        )
        self.highest, self.now = highest, now


class Unreachable(RegistryError):
    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"no register at {place}: {reason}")


class UnfitForDatabase(RegistryError):
    """The database refused a record for a reason that no check of ours knows."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database refuses the record: {reason}")


class Unforeseen(RegistryError):
    """A command of a stream failed for a reason that no check of ours knows: a mistake of this program."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"an unforeseen error, {type(error).__name__}: {error}; nothing of this command took effect, its traceback "
            "stands in the log"
        )


class NotMigrated(RegistryError):
    def __init__(self) -> None:
        super().__init__(
            "the database holds no register yet, or an older one: run the migrations (`blazon registry upgrade`)"
        )
