"""`blazon import` without the command line: what becomes of each record, and of files that are none."""

import gzip
import json

import pytest

from desk.imports import import_files
from mappings.number import DossierKey
from mappings.record import Kind
from registry import reading
from registry.database import open_register

ST96 = """<?xml version="1.0" encoding="UTF-8"?>
<t:TrademarkTransaction xmlns:c="http://www.wipo.int/standards/XMLSchema/ST96/Common"
  xmlns:t="http://www.wipo.int/standards/XMLSchema/ST96/Trademark">
 <t:TrademarkTransactionBody><t:TransactionContentBag><t:TransactionData><t:TrademarkBag><t:Trademark>
  <c:RegistrationOfficeCode>{office}</c:RegistrationOfficeCode>
  <c:ApplicationNumber><c:ApplicationNumberText>2026/000001</c:ApplicationNumberText></c:ApplicationNumber>
  <t:ApplicationDate>2026-01-05</t:ApplicationDate>
  <t:PublicationBag><t:Publication><t:PublicationDate>2026-02-02</t:PublicationDate></t:Publication></t:PublicationBag>
 </t:Trademark></t:TrademarkBag></t:TransactionData></t:TransactionContentBag></t:TrademarkTransactionBody>
</t:TrademarkTransaction>
"""


@pytest.fixture
def register(register_url):
    opened = open_register(register_url)
    yield opened
    opened.close()


def eutm(folder, *lines, name="marks.jsonl.gz"):
    path = folder / name
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    return path


def line(number="000000001", date="1996-04-01", text="SETA", codes=("011703",)):
    return json.dumps({"application_number": number, "filing_date": date, "text": text, "vienna_codes": list(codes)})


def counts(report):
    return {name: getattr(report, name) for name in ("read", "filed", "updated", "unchanged", "rejected")}


def test_importing_again_changes_nothing(register, tmp_path):
    path = eutm(tmp_path, line(), line("000000002", text=None))
    first = import_files(register, [path], own_office="XB")
    assert counts(first) == {"read": 2, "filed": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    again = import_files(register, [path], own_office="XB")
    assert counts(again) == {"read": 2, "filed": 0, "updated": 0, "unchanged": 2, "rejected": 0}


def test_a_later_file_amends_what_it_carries_and_removes_nothing(register, tmp_path):
    import_files(register, [eutm(tmp_path, line(text="SETA"))], own_office="XB")
    later = import_files(
        register, [eutm(tmp_path, line(text=None, codes=("020101",)), name="b.jsonl.gz")], own_office="XB"
    )
    assert later.updated == 1
    record = reading.read(register, DossierKey("EM", Kind.TRADEMARK, "000000001")).record
    assert record.mark.verbal_element == "SETA"
    assert {code.code for code in record.classifications} == {"01.17.03", "02.01.01"}


def test_one_bad_record_never_stops_the_others(register, tmp_path):
    path = eutm(tmp_path, line("000000001"), line(""), line("000000003", date="soon"), line("000000004"))
    report = import_files(register, [path], own_office="XB")
    assert counts(report) == {"read": 4, "filed": 2, "updated": 0, "unchanged": 0, "rejected": 2}
    assert [error.place.split("#")[0].rsplit(":", 1)[1] for error in report.errors] == ["2", "3"]
    assert all(error.reason for error in report.errors)


def test_a_malformed_file_changes_nothing_and_others_go_on(register, tmp_path):
    good = eutm(tmp_path, line("000000009"), name="good.jsonl.gz")
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(eutm(tmp_path, *(line(f"{n:09}") for n in range(10, 400))).read_bytes()[:-300])
    report = import_files(register, [cut, good], own_office="XB")
    assert counts(report) == {"read": 1, "filed": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert "cut.jsonl.gz" in report.errors[0].place
    with register.session() as session:
        assert len(reading.all_ids(session)) == 1


def test_what_is_no_known_format_says_which_there_are(register, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear office,\n", encoding="utf-8")
    report = import_files(register, [path, tmp_path / "missing.xml"], own_office="XB")
    assert report.rejected == 2
    assert "st96" in report.errors[0].reason
    assert "missing.xml" in report.errors[1].place


def test_a_number_twice_in_one_file_is_one_dossier(register, tmp_path):
    report = import_files(
        register, [eutm(tmp_path, line(), line(text="SETA"), line(codes=("020101",)))], own_office="XB"
    )
    assert (report.filed, report.unchanged, report.updated) == (1, 1, 1)
    assert any("before" in warning.reason or "again" in warning.reason for warning in report.warnings)


def st96(folder, office):
    """A file with one mark of that office, which says that it was published."""
    path = folder / f"{office}.xml"
    path.write_text(ST96.format(office=office), encoding="utf-8")
    return path, DossierKey(office, Kind.TRADEMARK, "2026/000001")


def test_open_data_of_other_offices_is_published_from_its_own_dates_and_own_files_never(register, tmp_path):
    import_files(register, [eutm(tmp_path, line(date="1996-04-01"))], own_office="XB")
    state = reading.read(register, DossierKey("EM", Kind.TRADEMARK, "000000001"))
    assert str(state.published_on) == "1996-04-01"
    files = dict(st96(tmp_path, office) for office in ("XB", "NO"))
    assert import_files(register, list(files), own_office="XB").filed == 2
    for key in files.values():
        state = reading.read(register, key)
        assert state.record.publications
        assert str(state.published_on) == ("None" if key.office == "XB" else "2026-02-02")


def test_all_real_files_import_whole(register, shared_data):
    marks = [shared_data / "eutm" / "eutm_figurative_2020.jsonl.gz"]
    others = sorted(shared_data.glob("uspto-*/*.xml"))
    report = import_files(register, marks + others, own_office="XB")
    assert report.errors == []
    assert counts(report) == {"read": 10_056, "filed": 10_055, "updated": 1, "unchanged": 0, "rejected": 0}
    again = import_files(register, marks + others, own_office="XB")
    assert counts(again) == {"read": 10_056, "filed": 0, "updated": 0, "unchanged": 10_056, "rejected": 0}
