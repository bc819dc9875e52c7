"""A gazette's ST.96 files, imported: the same dossiers in another register, nothing new in the one they are from."""

import pytest

from desk.imports import import_files
from exchange.st96_writing import bulk
from mappings.audience import visible
from mappings.number import DossierKey
from mappings.record import Audience, Kind, Record
from offices.sample import office
from registry import reading
from registry.database import open_register
from registry.snapshots import public_fields


@pytest.fixture
def register(register_url):
    opened = open_register(register_url)
    yield opened
    opened.close()


def counts(report):
    return {name: getattr(report, name) for name in ("read", "filed", "updated", "unchanged", "rejected", "warnings")}


def files(folder, records):
    for kind in Kind:
        path = folder / f"{kind}.xml"
        path.write_bytes(b"".join(bulk(kind, [record for record in records if record.kind is kind])))
        yield path


@pytest.mark.thorough
def test_written_files_are_the_same_dossiers_and_change_nothing_where_they_are_from(register, tmp_path):
    published = [visible(filing.record, Audience.PUBLIC) for filing in office(30, seed=7)]
    read = {"read": len(published), "filed": 0, "updated": 0, "unchanged": 0, "rejected": 0, "warnings": []}
    report = import_files(register, list(files(tmp_path, published)), own_office="ZZ")
    assert counts(report) == read | {"filed": len(published)}
    held = []
    for record in published:
        key = DossierKey(record.office, record.kind, record.application_number)
        held.append(reading.read(register, key).record)
        assert held[-1] == record

    again = [Record.model_validate(public_fields(record)) for record in held]
    report = import_files(register, list(files(tmp_path, again)), own_office="ZZ")
    assert counts(report) == read | {"unchanged": len(published)}
