"""`blazon registry attach | grant | redact`: documents from outside, roles, and what is redacted by order."""

import datetime as dt
import io
import json

import pytest
from PIL import Image
from sqlalchemy import text

from mappings.record import Kind, Mark, Party, Record, Role
from registry import handle, open_register
from registry.commands import FileApplication, Publish
from registry.migrate import upgrade

APPLICATION = Record(
    kind=Kind.TRADEMARK,
    office="XB",
    application_number="DRAFT",
    filing_date=dt.date(2026, 3, 2),
    mark=Mark(verbal_element="TIDE"),
    parties=(Party(role=Role.APPLICANT, name="Halvorsen Coffee Ltd"),),
)


@pytest.fixture
def register(register_url):
    opened = open_register(register_url)
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def number(register):
    return handle(register, FileApplication(APPLICATION)).key.number


@pytest.fixture
def logo(tmp_path):
    made = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(made, "PNG")
    path = tmp_path / "logo.png"
    path.write_bytes(made.getvalue())
    return path


def stored(tmp_path):
    return [path for path in (tmp_path / "home" / "documents").rglob("*") if path.is_file()]


def test_a_logo_is_attached_and_the_same_once_more_changes_nothing(blazon, number, logo, tmp_path):
    done = blazon("registry", "attach", number, str(logo), "--role", "logo")
    said = json.loads(done.stdout)
    assert list(said) == ["id", "version", "sequence", "effect", "document"]
    kept = said["document"]
    assert (said["effect"], kept["media_type"], kept["width"], kept["height"]) == ("updated", "image/png", 4, 3)
    assert (kept["role"], kept["audience"], kept["size"]) == ("logo", "public", logo.stat().st_size)
    assert "logo.png" in done.stderr
    assert [path.name for path in stored(tmp_path)] == [kept["digest"]]
    again = blazon("registry", "attach", number, str(logo), "--role", "logo", "--json")
    assert json.loads(again.stdout)["effect"] == "unchanged"
    assert again.stderr == ""
    assert json.loads(blazon("show", number).stdout)["record"]["documents"] == [kept]


def test_the_office_s_rules_narrow_for_whom_an_attached_document_is(blazon, number, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir")
    for role, audience in (("letter", "parties"), ("memo nobody thought of", "parties")):
        letter.write_text(f"Dear {role}")
        said = json.loads(blazon("registry", "attach", number, str(letter), "--role", role).stdout)
        assert said["document"]["audience"] == audience
    letter.write_text("For us alone")
    said = blazon("registry", "attach", number, str(letter), "--role", "decision", "--audience", "staff").stdout
    assert json.loads(said)["document"]["audience"] == "staff"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("logo.png", b"not an image", "logo.png is no picture"), ("logo.txt", b"not an image", "but a logo is one")],
)
def test_an_image_that_is_none_is_refused_and_nothing_is_stored(blazon, number, tmp_path, name, content, why):
    path = tmp_path / name
    path.write_bytes(content)
    done = blazon("registry", "attach", number, str(path), "--role", "logo", "--json", status=1)
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert stored(tmp_path) == []
    assert "documents" not in json.loads(blazon("show", number).stdout)["record"]


def test_a_file_that_the_register_does_not_hold_is_named_and_nothing_is_stored(blazon, logo, tmp_path):
    done = blazon("registry", "attach", "TM/1999/000001", str(logo), "--role", "logo", status=1)
    assert "holds no file TM/1999/000001" in done.stderr
    assert stored(tmp_path) == []


def test_a_role_is_granted_its_duty_and_a_missing_one_is_named(blazon, register):
    name = f"blazon_verb_{register.engine.url.database[-12:]}"
    refused = blazon("registry", "grant", name, "--duty", "reader", status=1)
    assert f"no role {name}" in refused.stderr
    assert refused.stdout == ""
    with register.session() as session:
        session.execute(text(f"create role {name}"))
    try:
        said = json.loads(blazon("registry", "grant", name, "--duty", "reader", "--json").stdout)
        assert said == {"role": name, "duty": "reader"}
        with register.session() as session:
            may = [
                session.scalar(
                    text("select has_table_privilege(:name, 'dossier', :what)"), {"name": name, "what": what}
                )
                for what in ("select", "insert")
            ]
        assert may == [True, False]
    finally:
        with register.session() as session:
            session.execute(text(f"drop owned by {name}"))
            session.execute(text(f"drop role {name}"))


def test_a_field_of_a_publication_is_redacted_and_the_others_it_stands_in_are_named(blazon, register, number):
    key = handle(register, FileApplication(APPLICATION)).key
    for stage in ("application", "registration"):
        handle(register, Publish(key, stage, issue=""))
    words = ("registry", "redact", key.number, "1", "parties", "--reason", "order 12", "--actor", "clerk")
    done = blazon(*words)
    said = json.loads(done.stdout)
    assert (said["effect"], said["snapshot"], said["field"], said["still_in"]) == ("updated", 1, "parties", [2])
    assert "publications 2 of" in done.stderr
    again = json.loads(blazon(*words, "--json").stdout)
    assert (again["effect"], again["version"]) == ("unchanged", said["version"])
    refused = blazon("registry", "redact", key.number, "3", "parties", *words[5:], status=1)
    assert "has no snapshot 3" in refused.stderr
    assert refused.stdout == ""
