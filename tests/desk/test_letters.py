"""Letters: what an action brings is written once, numbered, in the file's language, and kept with its file."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

import registry
from desk import letters as writing
from desk import rules
from mappings.letters import FIELDS, merged, unknown
from mappings.number import DossierKey
from mappings.record import Address, Audience, GoodsClass, Kind, Mark, Party, Record, Role
from offices.office import Office, load
from registry import letters, open_register, reading
from registry.changing import hold
from registry.commands import Act, FileApplication, FileRequest, Undo
from registry.database import Register

OFFICE = load(Path(__file__).parents[2] / "offices" / "demo")
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    opened = open_register(
        register_url,
        documents=tmp_path / "documents",
        formats=rules.number_formats(OFFICE),
        audiences=rules.audiences(OFFICE),
        publication=rules.publication(OFFICE),
        procedure=rules.procedure(OFFICE, lambda: NOW),
    )
    yield opened
    opened.close()


def filed(register: Register, **fields: Any) -> DossierKey:
    address = Address(lines=("Hauptstrasse 1",), city="Bern", postcode="3000", country="CH")
    base: dict[str, Any] = {
        "kind": Kind.TRADEMARK,
        "office": "XB",
        "application_number": "-",
        "filing_date": dt.date(2026, 3, 2),
        "mark": Mark(verbal_element="ALPENGLUT"),
        "parties": (Party(role=Role.APPLICANT, name="Ada Weber", address=address),),
        "classes": (GoodsClass(number="9", goods="Software"),),
    }
    return registry.handle(register, FileApplication(Record(**base | fields), role="reception")).key


def written(register: Register) -> list[writing.Written]:
    return list(writer(register).write_all())


def writer(register: Register, office: Office = OFFICE) -> writing.Writer:
    assert register.documents is not None
    return writing.Writer(register, office, register.documents)


def text(register: Register, key: DossierKey, number: str) -> str:
    with register.session() as session:
        found = {one.number: one for one in letters.of(session, hold(session, key, None).id)}
    assert register.documents is not None
    reader = PdfReader(io.BytesIO(register.documents.get(found[number].digest)))
    assert reader.metadata is not None
    assert number in str(reader.metadata.title)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_letter_is_written_once_with_its_number_its_deadline_and_what_the_officer_wrote(register: Register):
    key = filed(register)
    registry.handle(register, Act(key, "ask-to-mend", "formality-examiner", note="The fee {number} is missing."))
    assert [one.letter for one in letters.waiting(register)] == ["formal-defect"]
    (one,) = written(register)
    assert (one.number, one.letter, one.against) == ("L/2026/000001", "formal-defect", None)
    assert written(register) == []
    said = text(register, key, "L/2026/000001")
    assert "Invitation to mend a formal deficiency" in said
    assert "TM/2026/000001, ALPENGLUT, filed on 2 March 2026" in said
    assert "The fee {number} is missing." in said
    assert "You are invited to mend this by 4 May 2026." in said
    assert "Ada Weber Hauptstrasse 1 3000 Bern CH" in said
    record = reading.read(register, key).record
    assert record is not None
    assert record.documents == ()  # nobody has approved it yet


def test_a_letter_that_nobody_approves_is_on_its_file_once_written(register: Register):
    key = filed(register)
    agent = {"role": "representative", "name": "Kanzlei Berg"}
    registry.handle(register, FileRequest(key, "appoint-representative", {"party": agent}, "agent"))
    written(register)
    record = reading.read(register, key).record
    assert record is not None
    (document,) = record.documents
    assert (document.name, document.role, document.audience) == ("L-2026-000001.pdf", "letter", Audience.PARTIES)
    assert (document.media_type, document.language) == ("application/pdf", "en")


def test_it_is_in_the_file_s_language_where_the_office_has_the_text_and_goes_to_the_representative(register: Register):
    keys = [filed(register, language=language) for language in ("fr", "ar", "de")]
    agent = {"role": "representative", "name": "Kanzlei Berg"}
    for key in keys:
        registry.handle(register, FileRequest(key, "appoint-representative", {"party": agent}, "agent"))
    assert [one.number for one in written(register)] == ["L/2026/000001", "L/2026/000002", "L/2026/000003"]
    said = [text(register, key, f"L/2026/00000{n}") for n, key in enumerate(keys, 1)]
    assert "Notification d'une inscription au registre" in said[0].replace("\u2019", "'")
    assert "requête R/2026/000001" in said[0]
    assert "Notice of an entry in the register" in said[1]
    assert said[1].index("Kanzlei Berg") < said[1].index("Notice of an entry")
    assert "Representative: Kanzlei Berg" in said[2]


def test_what_no_font_can_print_stands_as_a_box_and_an_undone_action_s_letter_waits_no_more(register: Register):
    key = filed(register, mark=Mark(verbal_element="山 ALPEN"))
    registry.handle(register, Act(key, "ask-to-mend", "formality-examiner", note="A reason"))
    (one,) = written(register)
    assert "ALPEN" in text(register, key, one.number or "")
    registry.handle(register, Undo(key, "ask-to-mend", "too early", "formality-examiner"))
    registry.handle(register, Act(key, "ask-to-mend", "formality-examiner", note="Another"))
    registry.handle(register, Undo(key, "ask-to-mend", "again", "formality-examiner"))
    assert letters.waiting(register) == []


def test_a_letter_without_a_text_is_told_and_holds_none_up(register: Register, monkeypatch: pytest.MonkeyPatch):
    key = filed(register)
    registry.handle(register, Act(key, "ask-to-mend", "formality-examiner", note="A reason"))
    bare = {**OFFICE.letters, "formal-defect": OFFICE.letters["formal-defect"].model_copy(update={"body": None})}
    office = OFFICE.model_copy(update={"letters": bare})
    registry.handle(register, FileRequest(key, "certified-copy", {}, "agent"))
    done = list(writer(register, office).write_all())
    assert [(one.number, one.letter) for one in done] == [(None, "formal-defect"), ("L/2026/000001", "certified-copy")]
    assert "write its body" in (done[0].against or "")


def test_every_letter_of_the_office_names_fields_that_there_are_and_has_a_text():
    for name, letter in OFFICE.letters.items():
        assert letter.body, name
        assert [wrong for body in letter.body.values() for wrong in unknown(body)] == []
    used = {
        key
        for letter in OFFICE.letters.values()
        for body in (letter.body or {}).values()
        for key in FIELDS
        if f"{{{key}}}" in body
    }
    assert used == FIELDS.keys()


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=30)))
def test_what_is_put_in_is_put_in_as_it_stands(values: dict[str, str]):
    made = merged("{number}\n\nNote: {note}\n\nNothing named", values)
    wanted = [values.get("number", ""), f"Note: {values['note']}" if values.get("note") else ""]
    assert made == [" ".join(one.split()) for one in wanted if one] + ["Nothing named"]


def test_a_field_that_there_is_not_is_named():
    assert list(unknown("{number} {nuber} {}")) == ["nuber", ""]
    assert list(unknown("{number")) != []


def test_lines_of_a_note_that_stands_alone_are_paragraphs_of_their_own():
    note = "First:\r\n 1.  the power\r\n\r\n2. {due}"
    assert merged("See\nbelow.\n\n{note}\n\nEnd {note}", {"note": note}) == [
        "See below.",
        "First:",
        "1. the power",
        "2. {due}",
        "End First: 1. the power 2. {due}",
    ]
