"""The ST.96 files of a site come home: imported into an empty register they give the dossiers that were published."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import exchange
from desk.imports import import_files
from exchange.reading import Reading
from mappings.audience import visible
from mappings.number import DossierKey
from mappings.record import Audience, Kind, Record
from publish_site.verify import verify
from registry import Register, open_register, reading
from tests.publish_site.made_up_gazette import HOUSE

NUMBERS = {
    Kind.TRADEMARK: "TM/2026/000003",  # with a logo and classes
    Kind.PATENT: "PT/2026/000045",
    Kind.DESIGN: "DS/2026/000007",  # with a view
}
SOME = (
    "uspto-trademarks/sn85334015-ST96.xml",
    "uspto-trademarks/rn2178784-ST66.xml",
    "uspto-patents/US08930553.xml",
    "uspto-patents/US20050004437A1.xml",
)


@pytest.fixture
def register(register_url: str) -> Iterator[Register]:
    opened = open_register(register_url)
    yield opened
    opened.close()


def published(folder: Path) -> Record:
    """What a publication froze."""
    return Record.model_validate(json.loads((folder / "data.json").read_bytes())["fields"])


def test_a_publication_of_each_right_is_imported_as_it_was_published(built: tuple[Any, Path], register: Register):
    folders = {
        number: built[1] / number.replace(number[:2], number[:2].lower(), 1) / "1" for number in NUMBERS.values()
    }
    report = import_files(register, [folder / "st96.xml" for folder in folders.values()], own_office="ZZ")
    assert (report.read, report.filed, report.rejected, report.warnings) == (3, 3, 0, [])
    for kind, number in NUMBERS.items():
        assert reading.read(register, DossierKey("XB", kind, number)).record == published(folders[number])


def test_an_issue_of_a_right_is_imported_as_it_was_published(built: tuple[Any, Path], register: Register):
    report = import_files(register, [built[1] / "issues/2026/01/issue-tm.xml"], own_office="ZZ")
    assert (report.filed, report.rejected) == (3, 0)
    for number in ("000001", "000002", "000003"):
        held = reading.read(register, DossierKey("XB", Kind.TRADEMARK, f"TM/2026/{number}")).record
        assert held == published(built[1] / f"tm/2026/{number}/1")


@pytest.mark.thorough
def test_a_gazette_of_real_records_verifies_and_comes_home(
    empty: Any, shared_data: Path, register: Register, tmp_path: Path
):
    found: list[Record] = []
    for name in SOME:
        path = shared_data / name
        readings: list[Reading] = list(exchange.read(path, exchange.guess(path)))
        found += [visible(one.record, Audience.PUBLIC) for one in readings if one.record]
    assert {record.kind for record in found} == {Kind.TRADEMARK, Kind.PATENT}
    for record in found:
        stage = "application" if record.kind is Kind.TRADEMARK else "grant"
        empty.publish("2026/01", None, stage, record.model_dump(mode="json", exclude_defaults=True))
    empty.index()
    site = tmp_path / "site"
    house = HOUSE.model_copy(update={"office": "US"})
    built = empty.build("2026/01", site, house=house)
    assert (built.publications, verify(site, [empty.signer.key.id]).problems) == (len(found), ())
    files = sorted(site.glob("issues/2026/01/issue-*.xml"))
    report = import_files(register, files, own_office="ZZ")
    assert (report.filed, report.rejected) == (len(found), 0)
    for record in found:
        key = DossierKey(record.office, record.kind, record.application_number)
        assert reading.read(register, key).record == record
