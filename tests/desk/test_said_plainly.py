"""What pages and commands say: one and many, names in place of logins and codes, one form of a day on a page."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import registry
from desk import letters
from desk.web.words import coded
from mappings.record import Invention, Kind
from registry import people
from registry.commands import Act, CloseIssue, OpenIssue
from registry.people_errors import UnfitPerson
from tests.demo_office import OFFICE
from tests.desk.desks import Desk


def test_a_command_is_set_as_code_and_nothing_else_becomes_markup():
    said = coded("Say `blazon jobs worker`, <b>then</b> `x<y`; a lone ` stays.")
    assert said == ("Say <code>blazon jobs worker</code>, &lt;b&gt;then&lt;/b&gt; <code>x&lt;y</code>; a lone ` stays.")


@pytest.mark.parametrize(("given", "said"), [("x", "has 1 character; take 12"), ("short", "has 5 characters; take")])
def test_a_short_password_is_counted_as_one_says_it(given: str, said: str):
    with pytest.raises(UnfitPerson, match=said):
        people.hashed("ada", given)


def test_a_person_is_added_with_lines_that_one_reads(blazon: Callable[..., Any]):
    done = blazon("users", "add", "ada", "--name", "Ada Weber", "--role", "examiner", "--role", "registrar")
    assert done.stdout == "ada: Ada Weber\nacts as: Examiner, Registrar\n"
    none = blazon("users", "add", "ben", "--name", "Ben")
    assert none.stdout.splitlines()[1] == "acts as: nobody yet; say `blazon users role`"


def test_issues_come_fifty_a_page_the_newest_first(desk: Desk):
    desk.person.roles = ("publication-officer",)
    for place in range(51):
        day = dt.date(2026, 3, 2) + dt.timedelta(days=7 * place)
        registry.handle(desk.register, OpenIssue(f"I{place:02}", day))
        registry.handle(desk.register, CloseIssue(f"I{place:02}"))
    first, second = desk.get("/staff/issues"), desk.get("/staff/issues?page=2")
    assert re.findall(r'data-label="Issue">(\w+)<', first) == [f"I{place:02}" for place in range(50, 0, -1)]
    assert re.findall(r'data-label="Issue">(\w+)<', second) == ["I00"]
    assert "Page 1 of 2" in first
    assert 'href="?page=2" rel="next"' in first
    assert "To the newest issues" in desk.get("/staff/issues?page=3")


def test_a_file_without_words_bears_its_number_once(desk: Desk):
    key = desk.file(kind=Kind.PATENT, mark=None, classes=(), invention=Invention())
    row = desk.get("/staff/tasks").split('data-label="File"')[1].split("</th>")[0]
    assert re.sub(r"<[^>]+>", " ", row).count(key.number) == 1


def test_a_letter_that_the_office_drafted_names_no_account_of_the_machine(desk: Desk):
    key = desk.file()
    registry.handle(desk.register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    assert desk.register.documents is not None
    assert list(letters.Writer(desk.register, OFFICE, desk.register.documents).write_all())
    page = desk.get(f"/staff/desk/{key.path}")
    told = page.split('id="approve"')[1].split("</article>")[0]
    assert "drafted" in told
    assert "letters</bdi>" not in told


def test_all_days_of_a_files_page_have_one_form(web: httpx.Client):
    page = web.get("/files/XB/tm/TM/2026/000001").text.split("<main")[1].split("</main>")[0]
    shown = re.sub(r"<[^>]+>", " ", page)
    assert "24 December 2020" in shown
    assert not re.findall(r"\b\d{4}-\d\d-\d\d\b", shown)
