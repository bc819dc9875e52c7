"""Real files of the offices on their file pages: every field that was read stands there."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import exchange
from desk.web.site import Site
from mappings.audience import visible
from mappings.inid import lines
from mappings.number import DossierKey
from mappings.record import Audience, Record

FILES = (
    "uspto-trademarks/rn2713476-ST96.xml",
    "uspto-trademarks/sn77478018-ST96.xml",
    "uspto-trademarks/rn2178784-ST66.xml",
    "uspto-trademarks/sn85334015-ST66.xml",
    "uspto-patents/US07272630B2.xml",
    "uspto-patents/US08930553.xml",
    "uspto-patents/US20050004437A1.xml",
)
TWIN = (
    "uspto-trademarks/sn85334015-ST96.xml"  # the mark of the ST.66 file: one dossier, so a page in an office of its own
)
MARKS = 300  # of the EUTM file
UNSAID = {"unknown", "unmapped", "public"}
# Said by a label, a link or the order of the page rather than as text.
ELSEWHERE = {"kind", "audience", "sequence", "role", "scheme", "first", "group", "natural_person", "relation", "stage"}


@pytest.fixture(scope="module")
def records(shared_data: Path) -> list[Record]:
    """One record a file, and marks of the EUTM file."""
    found = [record for name in FILES for record in read(shared_data / name)]
    eutm = read(shared_data / "eutm" / "eutm_figurative_2020.jsonl.gz")
    return [*found, *(record for record, _ in zip(eutm, range(MARKS), strict=False))]


def read(path: Path) -> Iterator[Record]:
    for reading in exchange.read(path, exchange.guess(path)):
        assert reading.record is not None, reading.problem
        yield reading.record


@pytest.fixture(scope="module")
def real(
    records: list[Record],
    filled: Callable[..., Any],
    site_of: Callable[..., Site],
    serve_site: Any,
) -> Iterator[httpx.Client]:
    with filled(records) as office, serve_site(site_of(office)) as client:
        yield client


@pytest.fixture(scope="module")
def twin(shared_data: Path, filled: Callable[..., Any], site_of: Callable[..., Site], serve_site: Any) -> Any:
    with filled(read(shared_data / TWIN)) as office, serve_site(site_of(office)) as client:
        yield client


def said(page: str) -> str:
    """What a reader sees, with one space between words."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def values(value: Any, name: str = "") -> Iterator[str]:
    """Every value of a record that a page has to say as text."""
    if name in ELSEWHERE or value is None or isinstance(value, bool):
        return
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from values(one, inner)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from values(one, name)
    elif str(value) not in UNSAID and str(value):
        yield " ".join(str(value).split())


def forms(value: str) -> tuple[str, ...]:
    """A value as it may stand on the page: as it is, or a day in words."""
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return (value,)
    return (value, f"{day.day} {day:%B %Y}")


@pytest.mark.parametrize("name", [*FILES, TWIN])
def test_every_field_of_a_real_file_is_on_its_page(
    real: httpx.Client, twin: httpx.Client, shared_data: Path, name: str
):
    for record in read(shared_data / name):
        public = visible(record, Audience.PUBLIC)
        key = DossierKey(record.office, record.kind, record.application_number)
        answer = (twin if name == TWIN else real).get(f"/files/{key.path}")
        assert answer.status_code == 200
        page = said(answer.text)
        wanted = list(values(public.model_dump(mode="json", exclude_defaults=True)))
        assert len(wanted) > 40
        assert [value for value in wanted if not any(form in page for form in forms(value))] == []


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_the_standard_is_named_on_the_page(real: httpx.Client, shared_data: Path, name: str):
    for record in read(shared_data / name):
        key = DossierKey(record.office, record.kind, record.application_number)
        page = said(real.get(f"/files/{key.path}").text)
        public = visible(record, Audience.PUBLIC).model_dump(mode="json", exclude_defaults=True)
        own_sections = {"events", "documents", "invention.claims", "citations", "notes", "recordals", "proceedings"}
        missing = [
            line.label
            for line in lines({**public, "kind": record.kind})
            if line.field not in own_sections and line.label not in page
        ]
        assert missing == []


@pytest.mark.thorough
def test_pages_of_real_files_do_not_scroll_sideways(real: httpx.Client, records: list[Record], browser: Any):
    wide = {}
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 844}, base_url=str(real.base_url))
        for record in records[: len(FILES)]:
            path = DossierKey(record.office, record.kind, record.application_number).path
            page.goto(f"/files/{path}")
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            if (pixels := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                wide[path, width] = pixels
        page.close()
    assert wide == {}


def test_a_mark_of_the_eutm_file_is_found_by_a_misspelling_of_it(real: httpx.Client, records: list[Record]):
    words = next(r.title() for r in records if r.office == "EM" and r.title().isalpha() and len(r.title()) > 7)
    misspelt = words[:3] + words[4:]
    page = real.get("/similar", params={"words": misspelt}).text
    assert html.escape(words) in page
    assert "differ in one letter" in page or "sound" in page
