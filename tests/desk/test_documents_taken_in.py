"""Documents that come in: examined as hostile, numbered without gaps, dated, on their file and in its journal."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

import registry
from desk.capture import Examined, examine_document, examiner
from desk.letters.key import create
from desk.settings import DeskSettings
from mappings.number import DossierKey
from mappings.record import Audience, GoodsClass, Kind, Mark, Party, Record, Role
from registry import capturing, reading
from registry.capturing import Coming
from registry.changing import hold
from registry.commands import FileApplication
from registry.database import Register
from registry.letter_errors import DocumentRefused
from similarity.logos.guarded import Workers
from tests.desk.pdfs import pdf, with_script
from tests.desk.sending import opened


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    found = opened(register_url, tmp_path / "documents")
    yield found
    found.close()


@pytest.fixture(scope="module")
def guarded() -> Iterator[Workers]:
    with examiner() as workers:
        yield workers


@pytest.fixture
def key(register: Register) -> DossierKey:
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 3, 2),
        mark=Mark(verbal_element="ALPENGLUT"),
        parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    return registry.handle(register, FileApplication(record, role="reception")).key


def writer(pages: int = 2) -> PdfWriter:
    made = PdfWriter()
    for _ in range(pages):
        made.add_blank_page(200, 200)
    return made


def written(made: PdfWriter) -> bytes:
    into = io.BytesIO()
    made.write(into)
    return into.getvalue()


def examined(register: Register, guarded: Workers, content: bytes, name: str = "a.pdf") -> Examined:
    assert register.documents is not None
    return examine_document(guarded, register.documents, content, name)


def coming(key: DossierKey, found: Examined, kind: str = "form", **more: object) -> Coming:
    return Coming(key, kind, found.document, found.source, found.bookmarks, **more)  # type: ignore[arg-type]  # a test's own keywords


def test_a_pdf_is_numbered_dated_and_on_its_file_with_its_pages_and_bookmarks(
    register: Register, guarded: Workers, key: DossierKey
):
    made = writer(3)
    made.add_outline_item(title="Claims", page_number=1)
    found = examined(register, guarded, written(made))
    assert (found.document.pages, found.bookmarks) == (3, ((2, "Claims"),))
    more = {"received_on": dt.date(2026, 2, 27), "language": "fr", "actor": "R. Reception"}
    assert capturing.take_in(register, coming(key, found, **more)) == "I/2026/000001"
    with register.session() as session:
        (one,) = capturing.of(session, hold(session, key, None).id)
    assert (one.kind, one.pages, one.bookmarks, one.name) == ("form", 3, ((2, "Claims"),), "a.pdf")
    assert (one.received_on, one.audience, one.language, one.actor) == (
        dt.date(2026, 2, 27),
        "parties",
        "fr",
        "R. Reception",
    )
    record = reading.read(register, key).record
    assert record
    (document,) = record.documents
    assert (document.role, document.name, document.pages) == ("form", "I-2026-000001.pdf", 3)
    assert document.audience == Audience.PARTIES
    event = next(one for one in record.events if one.code == "received")
    assert (event.date, event.text) == (dt.date(2026, 2, 27), "Application form I/2026/000001")


def test_what_is_refused_takes_no_number_and_the_same_comes_in_once(
    register: Register, guarded: Workers, key: DossierKey
):
    found = examined(register, guarded, written(writer(1)))
    with pytest.raises(DocumentRefused, match="no kind `frm` - did you mean `form`"):
        capturing.take_in(register, coming(key, found, "frm"))
    with pytest.raises(DocumentRefused, match="lies in the future"):
        capturing.take_in(register, coming(key, found, received_on=dt.date(2026, 3, 3)))
    assert capturing.take_in(register, coming(key, found)) == "I/2026/000001"
    with pytest.raises(DocumentRefused, match="has it already, as I/2026/000001"):
        capturing.take_in(register, coming(key, found))
    other = examined(register, guarded, written(writer(2)))
    assert capturing.take_in(register, coming(key, other, "deed")) == "I/2026/000002"
    record = reading.read(register, key).record
    assert record
    assert [one.audience for one in record.documents] == [Audience.PARTIES, Audience.STAFF]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_scan_becomes_a_pdf_a_page_each_and_is_kept_as_it_came_too(
    register: Register, guarded: Workers, key: DossierKey, form: str
):
    pages = [Image.new("RGB", (170, 240), shade) for shade in ("white", "grey")]
    into = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if form == "TIFF" else {}
    pages[0].save(into, form, **more)
    found = examined(register, guarded, into.getvalue(), f"scan.{form.lower()}")
    assert found.document.pages == (2 if form == "TIFF" else 1)
    capturing.take_in(register, coming(key, found))
    assert register.documents is not None
    with register.session() as session:
        (one,) = capturing.of(session, hold(session, key, None).id)
    assert register.documents.get(one.source) == into.getvalue()
    assert len(PdfReader(io.BytesIO(register.documents.get(one.digest))).pages) == one.pages


def encrypted() -> bytes:
    made = writer()
    made.encrypt("secret", algorithm="AES-256")
    return written(made)


def with_attachment() -> bytes:
    made = writer()
    made.add_attachment("x.txt", b"anything")
    return written(made)


def launching() -> bytes:
    made = writer()
    action = DictionaryObject(
        {NameObject("/S"): made._add_object(NameObject("/Launch")), NameObject("/F"): TextStringObject("x.exe")}
    )
    made.pages[1][NameObject("/AA")] = DictionaryObject({NameObject("/O"): made._add_object(action)})
    return written(made)


def circling() -> bytes:
    made = writer()
    tree = made.root_object["/Pages"]
    tree["/Kids"].append(made.root_object.raw_get("/Pages"))
    return written(made)


def without_pages() -> bytes:
    made = writer()
    made.root_object["/Pages"][NameObject("/Kids")] = ArrayObject()
    return written(made)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (encrypted, "a.pdf", "it is encrypted"),
        (lambda: pdf(change=with_script), "a.pdf", "it holds JavaScript"),
        (with_attachment, "a.pdf", "it holds embedded files"),
        (launching, "a.pdf", "it holds a program to start"),
        (circling, "a.pdf", "lead in a circle"),
        (without_pages, "a.pdf", "it has no page"),
        (lambda: b"%PDF-1.7\nnothing more", "a.pdf", "damaged, or no PDF"),
        (lambda: written(writer())[:-300], "a.pdf", "damaged, or no PDF"),
        (lambda: b"MZ\x00\x00 a program", "a.pdf", "by its content; send a PDF"),
        (lambda: b"<svg xmlns='x'><script/></svg>", "a.svg", "is an SVG"),
        (lambda: b"\x89PNG\r\n\x1a\n nothing", "a.png", "damaged picture"),
        (lambda: b"%PDF-1.7" + bytes(17 << 20), "a.pdf", "at most 16 are taken"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_hostile_file_is_refused_with_its_reason_and_nothing_of_it_is_kept(
    register: Register, guarded: Workers, content, name: str, said: str
):
    with pytest.raises(DocumentRefused, match=said):
        examined(register, guarded, content(), name)
    assert register.documents is not None
    assert list(register.documents.digests()) == []


def test_the_office_s_own_signed_letter_comes_back_in(register: Register, guarded: Workers, tmp_path: Path):
    signed = create(DeskSettings(), tmp_path, "Office", "XB").sign(written(writer()), "L/1")
    assert examined(register, guarded, signed).document.pages == 2
