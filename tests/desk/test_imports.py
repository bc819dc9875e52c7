"""`blazon import` without the command line: what becomes of each record, and of files that are none."""

import gzip
import json

import pytest

from desk import imports
from desk.imports import import_files
from mappings.number import DossierKey
from mappings.record import Kind
from registry import filing, reading
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
PATENT = """<?xml version="1.0" encoding="UTF-8"?>
<us-patent-grant lang="EN"><us-bibliographic-data-grant>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>{number}</doc-number>
<date>20121009</date></document-id></application-reference><invention-title>Ring</invention-title>
<us-exemplary-claim>{exemplary}</us-exemplary-claim></us-bibliographic-data-grant></us-patent-grant>
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


def three_marks(folder, middle):
    """A file of three marks; `middle` stands in the second."""
    head, _, rest = ST96.format(office="NO").partition("<t:Trademark>")
    mark, _, tail = rest.partition("</t:Trademark>")
    marks = [mark.replace("000001", f"00000{n}") + (middle if n == 2 else "") for n in (1, 2, 3)]
    path = folder / "three.xml"
    path.write_text(
        head + "".join(f"<t:Trademark>{one}</t:Trademark>" for one in marks) + tail,
        encoding="utf-8",
    )
    return path


def test_a_record_that_breaks_its_reader_is_rejected_and_those_around_it_are_filed(register, tmp_path):
    path = three_marks(
        tmp_path,
        f"""<t:GoodsServicesBag><t:GoodsServices><t:ClassDescriptionBag><t:ClassDescription>
        <t:ClassNumber>{"9" * 5_000}</t:ClassNumber></t:ClassDescription></t:ClassDescriptionBag></t:GoodsServices>
        </t:GoodsServicesBag>""",
    )
    report = import_files(register, [path], own_office="XB")
    assert counts(report) == {"read": 3, "filed": 2, "updated": 0, "unchanged": 0, "rejected": 1}
    (error,) = report.errors
    assert error.place.startswith("three.xml:")
    assert error.place.endswith("#2026/000002")
    assert "is none of the Nice classes 1 to 45" in error.reason


def test_a_number_that_no_json_can_hold_stops_no_import(register, tmp_path):
    path = tmp_path / "weekly.xml"
    path.write_text("".join(PATENT.format(number=n, exemplary="9" * 25 if n == 2 else n) for n in (1, 2, 3)))
    report = import_files(register, [path], own_office="XB")
    assert counts(report) == {"read": 3, "filed": 3, "updated": 0, "unchanged": 0, "rejected": 0}
    assert [warning.place.rsplit("#")[1] for warning in report.warnings if "no whole number" in warning.reason] == ["2"]


def test_what_fails_in_the_register_is_rejected_and_the_rest_reported(register, tmp_path, monkeypatch):
    plan = filing.plan

    def broken(command, held, day):
        if command.record.application_number == "000000002":
            raise KeyError("a field that nobody foresaw")
        return plan(command, held, day)

    monkeypatch.setattr(filing, "plan", broken)
    path = eutm(tmp_path, *(line(f"{n:09}") for n in (1, 2, 3)))
    report = import_files(register, [path], own_office="XB")
    assert counts(report) == {"read": 3, "filed": 2, "updated": 0, "unchanged": 0, "rejected": 1}
    assert report.errors[0].place.endswith(":2#000000002")
    assert "KeyError: 'a field that nobody foresaw'" in report.errors[0].reason


def test_of_many_problems_the_first_are_told_and_all_are_counted(register, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "KEPT", 3)
    bad = [line(f"{n:09}", date="soon") for n in range(1, 6)]
    noted = [line(f"{n:09}", codes=("none", "neither")) for n in range(6, 8)]
    report = import_files(register, [eutm(tmp_path, *bad, *noted, line("1" * 5_000))], own_office="XB")
    assert counts(report) == {"read": 8, "filed": 2, "updated": 0, "unchanged": 0, "rejected": 6}
    assert [error.place.rsplit("#")[1] for error in report.errors] == ["000000001", "000000002", "000000003"]
    assert (len(report.warnings), report.errors_left_out, report.warnings_left_out) == (3, 3, 1)
    assert list(report.json())[6:] == ["warnings", "errors_left_out", "warnings_left_out"]


def test_a_long_place_or_reason_is_cut(register, tmp_path):
    report = import_files(register, [eutm(tmp_path, line("1" * 5_000))], own_office="XB")
    assert report.rejected == 1
    assert report.errors[0].place.endswith(f"… ({len('marks.jsonl.gz:1#') + 5_000:,} characters)")
    assert len(report.errors[0].place) < imports.LONGEST + 50


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


@pytest.mark.thorough
def test_all_real_files_import_whole(register, shared_data):
    marks = [shared_data / "eutm" / "eutm_figurative_2020.jsonl.gz"]
    others = sorted(shared_data.glob("uspto-*/*.xml"))
    report = import_files(register, marks + others, own_office="XB")
    assert report.errors == []
    assert counts(report) == {"read": 10_056, "filed": 10_055, "updated": 1, "unchanged": 0, "rejected": 0}
    again = import_files(register, marks + others, own_office="XB")
    assert counts(again) == {"read": 10_056, "filed": 0, "updated": 0, "unchanged": 10_056, "rejected": 0}
