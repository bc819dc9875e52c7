"""The reception at the desk: applications filed from a form, checked field by field, on a real register."""

import datetime as dt
import io
import re
from html import unescape
from typing import Any

import httpx
import pytest
from PIL import Image

from mappings.number import DossierKey
from mappings.record import Kind, Record, Role
from registry import closing, reading
from registry.outlook import outlook
from tests.desk.desks import Desk

HOSTILE = "<script>alert(1)</script>"
NEW = "/staff/receptions/new"
MARK = {
    "application.filing_date": "2026-03-02",
    "application.language": "fr",
    "applicant.0.name": "Ada Weber",
    "applicant.0.natural_person": "yes",
    "applicant.0.address.lines": "Hauptstrasse 1\nPostfach",
    "applicant.0.address.city": "Bern",
    "applicant.0.address.country": "ch",
    "applicant.0.emails": "ada@example.org",
    "representative.0.name": "Kanzlei Süd",
    "representative.0.identifier": "A-7",
    "mark.verbal_element": "ALPENGLUT",
    "mark.feature": "combined",
    "class.0.number": "09",
    "class.0.goods": "Software",
    "class.3.number": "25",
    "class.3.goods": "Hats; shoes",
    "priority.0.office": "EM",
    "priority.0.number": "018000123",
    "priority.0.date": "2025-12-01",
}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.person.roles = ("reception",)
    return desk


def picture(color: str = "red", form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, color).save(made, form)
    return made.getvalue()


def hidden(page: str) -> dict[str, list[str]]:
    """What a form carries unseen, as its page gives it."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def send(
    desk: Desk, page: str, fields: dict[str, Any], files: Any = (), do: str = "file", status: int = 303
) -> httpx.Response:
    """The form of that page, with these fields."""
    data = hidden(page) | fields | {"do": do}
    answer = desk.client.post(NEW, data=data, files=list(files) or [("none", b"")])
    assert answer.status_code == status, answer.text
    return answer


def record_of(desk: Desk, answer: httpx.Response) -> tuple[DossierKey, Record]:
    office, kind, number = (
        answer.headers["location"].removeprefix("/staff/desk/").removesuffix("?done=true").split("/", 2)
    )
    key = DossierKey(office, Kind(kind), number)
    found = reading.read(desk.register, key).record
    assert found
    return key, found


def test_a_trademark_is_filed_as_typed_once_and_stands_in_the_receptions(desk: Desk):
    page = desk.get(f"{NEW}?kind=tm")
    logo = [("mark.picture", ("../Kunde geheim.png", picture(), "text/html"))]
    answer = send(desk, page, MARK, logo)
    again = send(desk, page, MARK, logo)
    assert again.headers["location"] == answer.headers["location"]
    key, record = record_of(desk, answer)
    applicant, agent = record.parties
    assert (applicant.role, applicant.natural_person, applicant.emails) == (Role.APPLICANT, True, ("ada@example.org",))
    assert applicant.address
    assert (applicant.address.lines, applicant.address.country) == (("Hauptstrasse 1", "Postfach"), "CH")
    assert (agent.role, agent.identifier) == (Role.REPRESENTATIVE, "A-7")
    assert [(one.number, one.goods) for one in record.classes] == [("9", "Software"), ("25", "Hats; shoes")]
    assert [(one.office, one.number, one.date) for one in record.priorities] == [
        ("EM", "018000123", dt.date(2025, 12, 1))
    ]
    (document,) = record.documents
    assert (document.role, document.name, document.media_type, document.width) == ("logo", "logo.png", "image/png", 60)
    assert desk.register.documents
    assert desk.register.documents.get(document.digest) == picture()
    (taken,) = outlook(desk.register, key).taken
    assert (taken.action, taken.role, taken.actor) == ("file", "reception", "ada")
    assert "Done: File the application" in desk.get(answer.headers["location"])
    came = desk.get("/staff/receptions?from=2026-03-02")
    assert key.number in came
    assert "Application: Trademark" in came
    assert "Nothing came in" in desk.get("/staff/receptions?from=2026-03-02&sort=document")
    assert "Nothing came in" in desk.get("/staff/receptions?from=2026-03-01&until=2026-03-01")
    assert "There is no page 2" in desk.get("/staff/receptions?from=2026-03-02&page=2")


def test_every_fault_is_named_at_its_field_and_everything_typed_is_kept(desk: Desk):
    wrong = {
        "application.filing_date": "second of March",
        "applicant.0.address.country": "Schweiz",
        "applicant.0.address.city": HOSTILE,
        "applicant.0.emails": "ada@example.org\nada at home",
        "mark.description": "Ein Berg\nim Abendrot",
        "mark.feature": "smell",
        "class.0.number": "99",
        "class.1.number": "25",
        "class.2.number": "25",
        "priority.0.office": "EM",
    }
    page = desk.get(f"{NEW}?kind=tm")
    told = send(desk, page, wrong, [("mark.picture", ("a.png", picture(), "image/png"))], status=422).text
    faults = dict(re.findall(r'<span class="problem" id="p-([^"]+)">([^<]+)<', told))
    assert faults.keys() == {
        "application.filing_date",
        "applicant.0.name",
        "applicant.0.address.country",
        "applicant.0.emails",
        "mark.feature",
        "class.0.number",
        "class.2.number",
        "priority.0.number",
    }
    assert "write it such as 2026-03-02" in faults["application.filing_date"]
    assert "no Nice class 99" in faults["class.0.number"]
    assert "named twice" in faults["class.2.number"]
    assert "&#39;ada at home&#39; is no e-mail address" in faults["applicant.0.emails"]
    assert f"<strong>{len(faults)} fields have" in told
    assert all(f'href="#f-{name}"' in told and f'id="f-{name}"' in told for name in faults)
    assert HOSTILE not in told
    assert HOSTILE in unescape(told)
    assert "Ein Berg\nim Abendrot</textarea>" in told
    assert "Here already: logo.png, 60 by 40 pixels" in told  # the picture too
    mended = MARK | dict.fromkeys(("class.1.number", "class.2.number"), "")
    _, record = record_of(desk, send(desk, told, mended))
    assert [one.role for one in record.documents] == ["logo"]


def test_what_must_be_there_is_told_in_the_words_of_the_register_and_what_may_be_left_out_asks_for_nothing(desk: Desk):
    page = desk.get(f"{NEW}?kind=tm")

    def required(page: str) -> set[str]:
        return set(re.findall(r'<label for="f-([^"]+)">[^<]* <span class="muted">\(required\)</span>', page))

    assert required(page) == {"application.filing_date", "applicant.0.name", "class.0.number"}
    dated = {"application.filing_date": "2026-03-02"}
    typed = dated | {"mark.verbal_element": "ALPENGLUT", "priority.0.office": "EM"}
    told = send(desk, page, typed, status=422).text
    faults = dict(re.findall(r'<span class="problem" id="p-([^"]+)">([^<]+)<', told))
    assert faults == {
        "applicant.0.name": "Nothing is said: name at least one applicant.",
        "class.0.number": "Nothing is said: name at least one class.",
        "priority.0.number": "Number of the earlier application is missing.",
    }
    assert "priority.0.number" in required(told)
    assert '<option value="CH">Switzerland</option>' in told
    authority = send(desk, desk.get(f"{NEW}?kind=gi"), dated, status=422).text
    assert "Nobody is named: name at least one Competent authority or Beneficiaries." in authority
    assert "name at least one Enterprise." in send(desk, desk.get(f"{NEW}?kind=cn"), dated, status=422).text


def test_rows_are_added_and_left_out_without_a_script(desk: Desk):
    page = desk.get(f"{NEW}?kind=pt")
    assert 'name="claim.1.text"' not in page
    typed = {"invention.title": "A quiet engine", "applicant.0.name": "Ada Weber", "claim.0.text": "An engine."}
    typed["application.filing_date"] = "2026-03-02"
    page = send(desk, page, typed, do="more:claim", status=200).text
    assert 'name="claim.1.text"' in page
    assert ">\nAn engine.</textarea>" in page
    typed |= {"claim.1.text": "The engine of claim 1, in blue.", "claim.1.depends_on": "1"}
    page = send(desk, page, typed, do="more:claim", status=200).text
    typed |= {"claim.2.text": "A boat.", "inventor.0.name": "Ben Roth"}
    page = send(desk, page, typed, do="less:claim.0", status=200).text
    assert "An engine." not in page
    kept = {name: value for name, value in typed.items() if not name.startswith("claim.")}
    kept |= {"claim.0.text": "The engine in blue.", "claim.1.text": "A boat.", "claim.1.depends_on": "1"}
    _, record = record_of(desk, send(desk, page, kept))
    assert record.invention
    assert [(one.number, one.text, one.depends_on) for one in record.invention.claims] == [
        (1, "The engine in blue.", ()),
        (2, "A boat.", (1,)),
    ]
    assert [one.name for one in record.parties if one.role is Role.INVENTOR] == ["Ben Roth"]


def test_a_design_has_its_views_as_pictures_in_their_order(desk: Desk):
    page = desk.get(f"{NEW}?kind=ds")
    fields = {
        "application.filing_date": "2026-03-02",
        "applicant.0.name": "Ada Weber",
        "design.product": "Lamp",
        "view.0.name": "front",
        "view.1.name": "back",
        "locarno.0.code": "26-05",
    }
    files = [
        ("view.0.document", ("a.png", picture("red"), "image/png")),
        ("view.1.document", ("b.png", picture("blue", "JPEG"), "image/png")),
    ]
    _, record = record_of(desk, send(desk, page, fields, files))
    assert record.design
    digests = [one.digest for one in record.documents]
    assert [(one.number, one.name, one.document) for one in record.design.views] == [
        (1, "front", digests[0]),
        (2, "back", digests[1]),
    ]
    assert [one.media_type for one in record.documents] == ["image/png", "image/jpeg"]
    assert [(one.scheme, one.code) for one in record.classifications] == [("locarno", "26-05")]


def test_the_form_of_a_declared_register_comes_from_its_data_alone(desk: Desk, pdf: bytes):
    page = desk.get(f"{NEW}?kind=gi")
    assert "Geographical area" in page
    assert "Competent authority" in page
    told = send(desk, page, {"application.filing_date": "2026-03-02", "entry.basis": "brand"}, status=422).text
    faults = dict(re.findall(r'<span class="problem" id="p-([^"]+)">([^<]+)<', told))
    assert faults.keys() == {
        "entry.name",
        "entry.basis",
        "entry.good",
        "entry.area",
        "entry.country",
        "applicant.0.name",
    }
    fields = {
        "application.filing_date": "2026-03-02",
        "applicant.0.name": "Ministry",
        "entry.name": "Bergkäse",
        "entry.translation": "Mountain cheese\nFromage de montagne",
        "entry.basis": "appellation-of-origin",
        "entry.good": "Cheese",
        "entry.area": "The valley",
        "entry.country": "ch",
        "entry.yearly-output": "12.5",
        "entry.protected-since": "2020-01-01",
    }
    _, record = record_of(desk, send(desk, told, fields, [("entry.specification", ("s.pdf", pdf, "image/png"))]))
    entry = {one.field: one for one in record.entry}
    assert entry["translation"].values == ("Mountain cheese", "Fromage de montagne")
    assert entry["yearly-output"].audience == "parties"
    (document,) = record.documents
    assert entry["specification"].values == (document.digest,)
    assert (document.role, document.pages) == ("specification", 1)


@pytest.fixture
def pdf() -> bytes:
    made = io.BytesIO()
    Image.new("L", (200, 200), "white").save(made, "PDF")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "is an SVG"),
        ("a.png", b"MZ\x90\x00 a program", "is no picture"),
        ("a.png", picture()[:60], "damaged picture"),
        ("a.pdf", b"%PDF-1.7 ", "a logo is one"),
        ("a.png", b"\x89PNG" + bytes(17 << 20), "more than 16 MiB"),
        (f"{HOSTILE}.png", b"no", "is no picture"),
    ],
    ids=["svg", "program", "cut", "pdf", "large", "name"],
)
def test_a_hostile_picture_is_told_at_its_field_and_kept_nowhere(desk: Desk, name: str, content: bytes, why: str):
    told = send(
        desk, desk.get(f"{NEW}?kind=tm"), MARK, [("mark.picture", (name, content, "image/png"))], status=422
    ).text
    problem = re.findall(r'id="p-mark.picture">([^<]+)<', told)
    assert len(problem) == 1
    assert why in unescape(problem[0])
    assert HOSTILE not in told
    assert 'value="ALPENGLUT"' in told
    assert desk.register.documents
    assert list(desk.register.documents.digests()) == []


def test_no_form_names_a_document_that_it_was_not_given(desk: Desk):
    page = desk.get(f"{NEW}?kind=tm")
    first = send(
        desk, page, MARK | {"mark.verbal_element": ""}, [("mark.picture", ("a.png", picture(), "x"))], "check", 200
    )
    (token,) = hidden(first.text)["mark.picture"]
    forged = ("A" if token[0] != "A" else "B") + token[1:]
    told = send(desk, page, MARK | {"mark.picture": forged}, status=422).text
    assert "not known any more; choose it again" in told
    left = send(desk, first.text, MARK | {"drop": f"mark.picture {token}"})
    assert record_of(desk, left)[1].documents == ()


def test_who_may_not_and_what_is_not_of_this_session_files_nothing(desk: Desk):
    page = desk.get(f"{NEW}?kind=tm")
    desk.get(f"{NEW}?kind=zz", 404)
    forged = send(desk, page, MARK | {"csrf": "another"}, status=403)
    assert "was not sent from a page of this session" in forged.text
    other = desk.client.post(
        NEW, data=hidden(page) | MARK, files=[("x", b"")], headers={"sec-fetch-site": "cross-site"}
    )
    assert other.status_code == 403
    send(desk, page, MARK | {"command": "none"}, status=400)
    big = [("mark.picture", ("a.png", bytes(49 << 20), "image/png"))]
    assert "too large together" in send(desk, page, MARK, big, status=422).text
    desk.person.roles = ("formality-examiner",)
    send(desk, page, MARK, status=403)
    desk.person.roles = ("reception",)
    closing.close(desk.register, dt.date(2026, 3, 1), "ada")
    late = send(desk, page, MARK | {"application.filing_date": "2026-02-27"}, status=422).text
    assert 'id="p-application.filing_date"' in late
    assert "is closed" in late
    assert "Nothing came in" in desk.get("/staff/receptions?from=2026-01-01&until=2026-03-02")


def test_another_row_is_added_also_where_the_ones_there_are_empty(desk: Desk):
    def shown(page: str, group: str) -> list[str]:
        return re.findall(rf'name="({group}\.\d+\.(?:name|number))"', page)

    page = desk.get(f"{NEW}?kind=tm")
    assert shown(page, "applicant") == ["applicant.0.name"]
    empty = dict.fromkeys(("applicant.0.name", "class.0.number", "mark.verbal_element"), "") | {"kind": "tm"}
    page = send(desk, page, empty, do="more:applicant", status=200).text
    assert shown(page, "applicant") == ["applicant.0.name", "applicant.1.name"]
    rows = empty | {"applicant.1.name": "Ben Roth", "class.0.number": "25"}
    page = send(desk, page, rows, do="more:applicant", status=200).text
    assert shown(page, "applicant") == [f"applicant.{row}.name" for row in range(3)]
    assert page.count('value="Ben Roth"') == page.count('value="25"') == 1
    page = send(desk, page, rows | {"applicant.2.name": ""}, do="more:applicant", status=200).text
    assert len(shown(page, "applicant")) == 4
    page = send(desk, page, rows, do="more:class", status=200).text
    assert shown(page, "class") == ["class.0.number", "class.1.number"]
