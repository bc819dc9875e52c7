"""Documents taken in at the desk: put on their file and opened, hostile ones told at the form."""

import datetime as dt
import io
import re
from html import unescape

import httpx
import pytest
from PIL import Image

from mappings.number import DossierKey
from mappings.record import Audience, Invention, Kind
from registry import reading
from registry.commands import Act
from registry.handling import handle
from tests.desk.desks import Desk
from tests.desk.pdfs import pdf, with_script


def scan() -> bytes:
    made = io.BytesIO()
    sheets = [Image.new("L", (300, 400), shade) for shade in (255, 200, 150)]
    sheets[0].save(made, "TIFF", save_all=True, append_images=sheets[1:])
    return made.getvalue()


def send(
    desk: Desk, key: DossierKey, content: bytes, name: str = "a.pdf", status: int = 303, **more: str
) -> httpx.Response:
    fields = {"csrf": "token", "kind": "form", "language": "fr"} | more
    files = [("upload", (name, content, "application/pdf"))]
    answer = desk.client.post(f"/staff/desk/{key.path}/documents", data=fields, files=files)
    assert answer.status_code == status, answer.text
    return answer


def problem(answer: httpx.Response, field: str = "upload") -> str:
    (found,) = re.findall(rf'id="p-{field}">([^<]+)<', answer.text)
    return unescape(found)


def test_a_document_is_taken_in_with_its_bookmarks_and_opened(desk: Desk):
    key = desk.file()
    assert "No document has been taken in" in desk.get(f"/staff/desk/{key.path}/documents")
    made = pdf(pages=3, change=lambda made: made.add_outline_item(title="Form", page_number=0))
    more = {"received_on": "2026-02-27", "pages": "3", "bookmarks": "2: List of goods\r\n\r\n3:Signature"}
    page = desk.get(send(desk, key, made, "../Scans/form.pdf", **more).headers["location"])
    assert "Taken in as I/2026/000001" in page
    assert "Application form" in page
    assert re.findall(r"#page=(\d)\">\d: <bdi>([^<]+)<", page) == [
        ("1", "Form"),
        ("2", "List of goods"),
        ("3", "Signature"),
    ]
    assert "<bdi>form.pdf</bdi>" in page
    (digest,) = re.findall(r"/documents/([0-9a-f]{64})\">I/2026/000001<", page)
    opened = desk.client.get(f"/staff/desk/{key.path}/documents/{digest}")
    assert (opened.content, opened.headers["content-type"]) == (made, "application/pdf")
    assert "sandbox" in opened.headers["content-security-policy"]
    desk.get(f"/staff/desk/{key.path}/documents/{'0' * 64}", 404)
    record = reading.read(desk.register, key).record
    assert record
    assert [(one.role, one.date, one.language) for one in record.documents] == [("form", dt.date(2026, 2, 27), "fr")]
    assert [one.text for one in record.events if one.code == "received"] == ["Application form I/2026/000001"]
    desk.person.roles = ("reception",)
    assert "I/2026/000001" in desk.get("/staff/receptions?from=2026-02-27&sort=document")


def test_a_scan_becomes_a_pdf_and_stays_as_it_was_sent(desk: Desk):
    key = desk.file()
    page = desk.get(send(desk, key, scan(), "scan.tif", audience="staff").headers["location"])
    made, source = re.findall(r"/documents/([0-9a-f]{64})\"", page)
    assert desk.client.get(f"/staff/desk/{key.path}/documents/{made}").content.startswith(b"%PDF")
    sent = desk.client.get(f"/staff/desk/{key.path}/documents/{source}")
    assert sent.content == scan()
    assert sent.headers["content-disposition"] == "attachment; filename*=UTF-8''scan.tif"
    record = reading.read(desk.register, key).record
    assert record
    assert [(one.pages, one.audience) for one in record.documents] == [(3, Audience.STAFF)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf(change=with_script), "JavaScript"),
        (pdf(change=lambda made: made.add_attachment("a.txt", b"x")), "embedded files"),
        (pdf(change=lambda made: made.encrypt("secret", algorithm="AES-256")), "encrypted"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "a.pdf is not taken"),
        (b"%PDF-1.7\n" + bytes(17 << 20), "split it"),
        (b"PK\x03\x04" + bytes(400), "application/zip"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"<html><script>alert(1)</script></html>", "text/plain"),
    ],
    ids=["script", "embedded", "encrypted", "damaged", "large", "zip", "svg", "html"],
)
def test_what_is_hostile_is_told_at_the_form_with_its_remedy_and_is_not_on_the_file(
    desk: Desk, content: bytes, why: str
):
    key = desk.file()
    told = send(desk, key, content, status=422)
    assert why.lower() in problem(told).lower()
    assert "No document has been taken in" in told.text
    record = reading.read(desk.register, key).record
    assert record
    assert record.documents == ()


def test_each_fault_stands_at_its_field_and_what_was_typed_is_kept(desk: Desk):
    key = desk.file()
    wrong = {
        "kind": "frm",
        "received_on": "today",
        "pages": "none",
        "bookmarks": "List <b>of</b> goods",
        "language": "xx",
    }
    told = send(desk, key, pdf(pages=2), status=422, **wrong)
    faults = dict(re.findall(r'id="p-(\w+)">([^<]+)<', told.text))
    assert faults.keys() == {*wrong, "upload"}
    assert "such as 3: Claims" in faults["bookmarks"]
    assert "List <b>of</b> goods</textarea>" in unescape(told.text)
    assert "<b>" not in told.text
    assert "it has 2 pages, not 3" in problem(send(desk, key, pdf(pages=2), status=422, pages="3"))
    assert "a bookmark names page 9" in problem(send(desk, key, pdf(pages=2), status=422, bookmarks="9: Claims"))
    assert "lies in the future" in problem(send(desk, key, pdf(pages=2), status=422, received_on="2026-03-03"))
    nothing = desk.client.post(
        f"/staff/desk/{key.path}/documents", data={"csrf": "token", "kind": "form"}, files=[("x", b"")]
    )
    assert "Choose the file" in problem(nothing)


def test_the_same_form_sent_twice_takes_one_in_and_says_which(desk: Desk):
    key = desk.file()
    made = pdf(pages=2)
    send(desk, key, made)
    assert "the file has it already, as I/2026/000001" in problem(send(desk, key, made, status=422))


def test_who_may_not_sees_and_sends_nothing(desk: Desk):
    key = desk.file(kind=Kind.PATENT, mark=None, classes=(), invention=Invention(title="A silent engine"))
    made = pdf(pages=2)
    assert "of this session" in send(desk, key, made, status=403, csrf="other").text
    digest = re.findall(r"/documents/([0-9a-f]{64})\"", desk.get(send(desk, key, made).headers["location"]))[0]
    handle(desk.register, Act(key, "order-secrecy", "security-officer"))
    send(desk, key, pdf(pages=5), status=404)
    desk.get(f"/staff/desk/{key.path}/documents", 404)
    desk.get(f"/staff/desk/{key.path}/documents/{digest}", 404)
    assert desk.person.notes[-1] == ("ada", f"document {digest}", key.id, "not open")
    desk.person.roles = ("agent",)
    send(desk, key, made, status=403)
