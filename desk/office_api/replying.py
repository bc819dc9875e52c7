"""The answer to a letter as a command: by the action that takes it in now, or by a request."""

from __future__ import annotations

from desk.office_api.asked import Answering
from desk.office_api.limits import check_letter, unusable
from desk.office_api.opening import Opened
from mappings.audience import may_read
from mappings.record import Audience
from registry import capturing
from registry.changing import hold
from registry.commands import Act, FileRequest
from registry.outlook import outlook

FIELD = "answers"  # of a request's form, the letter's number


def reply(file: Opened, asked: Answering, version: int | None) -> Act | FileRequest:
    """NoSuchLetter; InvalidRequest where an action and a request are named, or no one action takes an answer in."""
    check_letter(file, asked.letter)
    if asked.request and asked.action:
        raise unusable("request", "an action is named too", "Name the action or the request.")
    note = _note(file, asked)
    if asked.request:
        if note:
            raise unusable("note", "a request has its own text", "Write it into the form, or leave it out.")
        form = {**asked.form, FIELD: asked.letter}
        return FileRequest(file.key, asked.request, form, "", expected_version=version)
    if asked.form:
        raise unusable("form", "it belongs to a request, and none is named", "Name the request, or leave it out.")
    action = asked.action or _action(file, asked.letter)
    return Act(file.key, action, "", note=note, answers=asked.letter, expected_version=version)


def _action(file: Opened, letter: str) -> str:
    """The action of the person's that meets the deadline which the letter set."""
    seen = outlook(file.register, file.key)
    deadlines = {one.deadline for one in seen.awaited if one.letter == letter}
    able = [one.action for one in seen.openings if file.person.role_for(one.who) and not one.against]
    found = [name for name in able if not deadlines.isdisjoint(seen.workflow.actions[name].ends)]
    if len(found) != 1:
        known = ", ".join(found or able) or "none"
        said = f"it is not plain which one takes the answer to {letter} in; open to you now: {known}"
        raise unusable("action", said, "Name one.")
    return found[0]


def _note(file: Opened, asked: Answering) -> str | None:
    """What was said, and the documents that came in with it."""
    if not asked.documents:
        return asked.note
    with file.register.session() as session:
        there = [
            one.number
            for one in capturing.of(session, hold(session, file.key, None).id)
            if may_read(file.audience, Audience(one.audience)) or one.actor == file.person.login
        ]
    if missing := [one for one in asked.documents if one not in there]:
        known = ", ".join(there) or "none"
        remedy = f"Send it to the file's documents first; came in: {known}."
        raise unusable("documents", f"no document {missing[0]} came in on the file", remedy)
    return "\n".join(filter(None, (asked.note, ", ".join(asked.documents))))
