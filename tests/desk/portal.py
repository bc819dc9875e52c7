"""What agents and parties do at the office's portal: letters that reach them, and forms with files that they send."""

import re
import uuid
from typing import Any

import httpx

import registry
from desk import letters
from desk.letters.dispatch import Dispatcher
from mappings.number import DossierKey
from registry.approving import Decision, decide
from registry.commands import Act
from registry.letters import held_letter
from tests.demo_office import OFFICE
from tests.desk.desks import Desk

OFFICERS = {"formality-examiner": "ada", "examiner": "ada", "head-of-examination": "ben"}
HIDDEN = r'<input type="hidden" name="([a-z]+)" value="([^"]*)">'


def sit(desk: Desk, login: str = "sud", identifier: str | None = "A-7") -> None:
    """Who asks from now on is an agent."""
    desk.person.login, desk.person.name, desk.person.roles = login, "Kanzlei Süd", ("agent",)
    desk.person.identifier = identifier


def letter_for(desk: Desk, key: DossierKey, action: str = "ask-to-mend", role: str = "formality-examiner") -> str:
    """An action's letter, approved, issued and in the portal: its number."""
    registry.handle(desk.register, Act(key, action, role, note="A reason."))
    return send_letters(desk)[-1]


def send_letters(desk: Desk) -> list[str]:
    """Writes, approves and issues what waits, and puts it into the portal."""
    assert desk.register.documents is not None
    writer = letters.Writer(desk.register, OFFICE, desk.register.documents)
    found = [one.number for one in writer.write_all() if one.number]
    for number in found:
        with desk.register.session() as session:
            kind = held_letter(session, number)[1].kind
        for place, roles in enumerate(OFFICE.letters[kind].approvals):
            decide(desk.register, Decision(number, "approved", roles[0], OFFICERS[roles[0]], None, place + 1))
    assert all(one.against is None for one in writer.issue_all())
    assert all(one.against is None for one in Dispatcher(desk.register, OFFICE).send_all())
    return found


def hidden(page: str) -> dict[str, str]:
    """What the form of a page carries along."""
    forms = page.split('enctype="multipart/form-data"')
    assert len(forms) == 2, "the page has not one form"
    return dict(re.findall(HIDDEN, forms[1]))


def send(
    desk: Desk,
    address: str,
    fields: dict[str, Any],
    *files: tuple[str, bytes],
    status: int = 303,
    field: str = "upload",
) -> httpx.Response:
    """The form as a browser sends it, also without a file."""
    attached = [(field, file) for file in files] or [(field, ("", b""))]
    answer = desk.client.post(address, data=fields, files=attached)
    assert answer.status_code == status, answer.text
    return answer


def form(desk: Desk, address: str) -> dict[str, str]:
    """The hidden fields of a page that is opened now."""
    return hidden(desk.get(address))


def another(fields: dict[str, str]) -> dict[str, str]:
    """The same form, drawn anew."""
    return fields | {"command": str(uuid.uuid4())}
