import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

import exchange
from exchange import FORMATS, MalformedFile
from mappings.record import ClassStatus, Role, StatusGroup

Write = Callable[[str, str | bytes], Path]
Make = Callable[..., str]


BULK = FORMATS["uspto-bulk"]


@pytest.fixture
def read(written: Write, bulk: Make):
    def one(*cases: str) -> list[exchange.Reading]:
        path = written("apc180101.xml", bulk(cases))
        exchange.check(path, BULK)
        return list(exchange.read(path, BULK))

    return one


def test_every_field_of_a_case_file_has_its_place(read: Callable[..., list[exchange.Reading]], case_file: Make):
    (reading,) = read(case_file())
    assert reading.warnings == ()
    record = reading.record
    assert (record.office, record.application_number, record.registration_number) == ("US", "87020001", "5284000")
    assert (record.filing_date, record.registration_date) == (dt.date(2016, 4, 28), dt.date(2017, 9, 12))
    assert (record.status.code, record.status.group) == ("700", StatusGroup.REGISTERED)
    mark = record.mark
    assert (mark.verbal_element, mark.pseudo_mark, mark.feature, mark.feature_code) == (
        "HIBOU",
        "NIGHT OWL",
        "combined",
        "3",
    )
    assert (mark.translation, mark.description) == ("The word HIBOU means owl.", "The mark consists of an owl.")
    assert (mark.colours, mark.disclaimer, mark.in_colour) == ("The color blue is claimed.", '"NIGHT"', True)
    assert (mark.kind, mark.standard_characters) == ("Trademark", False)
    (goods,) = record.classes
    assert (goods.scheme, goods.number, goods.goods, goods.status) == ("nice", "9", "Computers", ClassStatus.ACTIVE)
    assert (goods.national_classes, goods.first_used, goods.first_used_in_commerce) == (
        ("021", "023"),
        "2016-02",
        "2016-03",
    )
    events = [(event.date, event.code, event.type_code, event.text, event.sequence) for event in record.events]
    assert events[1] == (dt.date(2017, 9, 12), "R.PR", "A", "REGISTERED", 2)
    parties = [(party.role, party.sequence, party.name) for party in record.parties]
    assert parties == [
        (Role.APPLICANT, 1, "Jean Hibou"),
        (Role.HOLDER, 1, "Hibou, Inc."),
        (Role.REPRESENTATIVE, 1, "Maria Gomez"),
        (Role.EXAMINER, 1, "SMITH, JOHN Q"),
        (Role.CORRESPONDENT, 1, "MARIA GOMEZ"),
    ]
    applicant, holder, attorney, _, correspondent = record.parties
    assert (applicant.natural_person, applicant.address.country, applicant.incorporated_in) == (True, "FR", "FR")
    assert (holder.legal_form, holder.incorporated_in, holder.address.country) == ("CORPORATION", "US-DE", "US")
    assert attorney.reference == "7788-01"
    assert correspondent.address.lines == ("GOMEZ LLP", "1 MAIN ST")
    (priority,) = record.priorities
    assert (priority.office, priority.number, priority.status) == ("IT", "RM2016C00315", "Claimed")
    assert [(item.relation, item.office, item.number) for item in record.related] == [
        ("prior-registration", "US", "2123456"),
        ("international", "WO", "A0025288"),
    ]
    assert record.related[1].registration_number == "1087917"
    assert record.classifications[0].code == "03.15.05"
    assert record.publications[0].date == dt.date(2017, 6, 27)
    notes = {note.name: note.value for note in record.notes}
    assert notes == {
        "Statement ZZ0000": "Something else.",
        "Register": "Principal",
        "Law office code": "M70",
        "Current location": "PUBLICATION AND ISSUE SECTION",
        "Current location since": "2017-08-01",
        "Owner also known as": "DBA Night Owl",
        "Other related files": "no",
        "Filing basis": "intent to use",
        "Filing basis now": "use",
        "Indicators": "section 8 accepted",
    }


def test_a_five_digit_date_is_absent_with_a_warning(read: Callable[..., list[exchange.Reading]], case_file: Make):
    (reading,) = read(case_file(classes=[("009", "19991")]))
    assert reading.record.classes[0].first_used is None
    assert reading.warnings == ("First use anywhere date: '19991' is no date; left out",)


def test_a_five_digit_filing_date_is_a_problem_only_where_nothing_else_dates_the_file(
    read: Callable[..., list[exchange.Reading]], case_file: Make
):
    pending, registered = read(
        case_file(filed="20161", registered="", registration="0000000"), case_file(number="2", filed="")
    )
    assert "no filing date" in pending.problem
    assert registered.record.filing_date is None
    assert "has no filing date" in registered.warnings


def test_the_zip_reads_like_the_file_in_it(written: Write, bulk: Make, case_file: Make):
    content = bulk([case_file(), case_file(number="87020002")])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apc180101.xml", content)
    path = written("apc180101.zip", packed.getvalue())
    assert exchange.guess(path) is BULK
    exchange.check(path, BULK)
    unpacked = list(exchange.read(written("apc180101.xml", content), BULK))
    assert [reading.record for reading in exchange.read(path, BULK)] == [reading.record for reading in unpacked]


def test_status_codes_give_groups_and_unknown_ones_are_said_to_be_unknown(
    read: Callable[..., list[exchange.Reading]], case_file: Make
):
    cases = [case_file(number=str(code), status=str(code)) for code in (630, 602, 606, 710, 800, 900, 777, 999)]
    groups = [reading.record.status.group.value for reading in read(*cases)]
    assert groups == ["pending", "ended", "ended", "ended", "registered", "ended", "unknown", "unknown"]


def test_old_classes_of_the_united_states_and_of_certification_marks_keep_their_scheme(
    read: Callable[..., list[exchange.Reading]], case_file: Make
):
    old, certification = read(
        case_file(classes=[("000", "")], goods="Lamps")
        .replace("<primary-code>000", "<primary-code>021")
        .replace("GS0091", "GS0211"),
        case_file(number="2", classes=[("A", "")]).replace("GS0091", "GSA  1"),
    )
    assert [(item.scheme, item.number, item.goods) for item in old.record.classes] == [("us", "21", "Lamps")]
    assert [(item.scheme, item.number, item.goods) for item in certification.record.classes] == [
        ("us", "A", "Computers")
    ]


def test_a_class_that_does_not_exist_rejects_the_record_alone(
    read: Callable[..., list[exchange.Reading]], case_file: Make
):
    bad, good = read(case_file(classes=[("099", "")]), case_file(number="87020002"))
    assert bad.problem == "class '099' is none of the Nice classes 1 to 45"
    assert bad.place.endswith("#87020001")
    assert good.record


def test_a_record_of_ten_megabytes_is_filed(read: Callable[..., list[exchange.Reading]], case_file: Make):
    statements = "".join(
        f"<case-file-statement><type-code>GS{number:03}1</type-code>"
        f"<text>{'goods, ' * 34_000}{number}</text></case-file-statement>"
        for number in range(1, 46)
        if number != 9
    )
    assert len(statements) > 10_000_000
    (reading,) = read(case_file(classes=[(f"{n:03}", "") for n in range(1, 46)], statements=statements))
    assert len(reading.record.classes) == 45
    assert reading.record.classes[44].goods.endswith("goods, 45")


def test_one_text_of_ten_megabytes_is_rejected_with_its_reason_and_the_next_record_read(
    read: Callable[..., list[exchange.Reading]], case_file: Make
):
    big, small = read(case_file(goods="x" * 10_500_000), case_file(number="87020002"))
    assert big.place.endswith("#87020001")
    assert big.problem.startswith("GoodsClass: goods: String should have at most 2000000 characters")
    assert len(big.problem) < 300
    assert small.record


def test_a_cut_file_changes_nothing_because_the_check_says_so_first(written: Write, bulk: Make, case_file: Make):
    content = bulk([case_file()] * 3)
    with pytest.raises(MalformedFile, match=r"apc\.xml:\d+: no well-formed XML"):
        exchange.check(written("apc.xml", content[: len(content) - 20]), BULK)


@pytest.mark.thorough
def test_memory_stays_flat_over_sixty_megabytes(big_bulk: Callable[[int], Path]):
    path = big_bulk(60_000_000)
    process = psutil.Process()
    readings = exchange.read(path, BULK)
    count = sum(1 for _ in itertools.islice(readings, 200))
    start = most = process.memory_info().rss
    for reading in readings:
        assert reading.record
        count += 1
        most = max(most, process.memory_info().rss)
    assert count > 2_500
    assert most - start < 15_000_000  # measured: below 1 MB; the tree of the whole file takes more than the file
