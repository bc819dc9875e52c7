"""Bad records: each is one Reading with its place and reason, and costs no other."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

import exchange
from exchange import FORMATS, Limits, st96_parties
from exchange.branch import Branch
from mappings.record import Party, Role

Write = Callable[[str, str | bytes], Path]
Make = Callable[..., str]


def test_one_bad_record_never_stops_the_others(written: Write, st96_of: Make):
    marks = [
        {"number": "1"},
        {"number": ""},
        {"number": "3", "filed": "19991"},
        {"number": "4", "nice": "046"},
        {"number": "5", "office": "Atlantis"},
        {"number": "x" * 65},
        {"number": "7"},
    ]
    path = written("m.xml", st96_of(marks))
    exchange.check(path, FORMATS["st96"])
    readings = list(exchange.read(path, FORMATS["st96"]))
    assert [bool(reading.record) for reading in readings] == [True, False, False, False, False, False, True]
    problems = [reading.problem for reading in readings]
    assert "no application number" in problems[1]
    assert "no filing date" in problems[2]
    assert problems[3] == "class '046' is none of the Nice classes 1 to 45"
    assert "no RegistrationOfficeCode" in problems[4]
    assert problems[5].startswith("application_number: String should match pattern")
    assert readings[2].place.endswith("#3")
    assert len({reading.place for reading in readings}) == 7
    assert all(reading.place.startswith("m.xml:") for reading in readings)


@pytest.mark.parametrize("digits", [25, 5_000])
def test_a_number_too_large_for_anything_costs_its_part_or_its_record_and_no_other(
    written: Write, st96_of: Make, patent: Make, bulk: Make, case_file: Make, digits: int
):
    huge = "9" * digits
    owner = f"""<ApplicantBag><Applicant sequenceNumber="{huge}"><Contact><Name><EntityName>Ada</EntityName></Name>
      </Contact></Applicant></ApplicantBag>"""
    marks = [
        {"number": "1"},
        {"number": "2", "nice": huge},
        {"number": "3", "office": "US", "more": owner},
        {"number": "4"},
    ]
    readings = list(exchange.read(written("m.xml", st96_of(marks)), FORMATS["st96"]))
    assert [bool(reading.record) for reading in readings] == [True, False, True, True]
    assert readings[1].problem.endswith("is none of the Nice classes 1 to 45")
    assert len(readings[1].problem) < 200
    assert readings[1].place.endswith("#2")
    assert readings[2].record.parties[0].role is Role.APPLICANT

    (case,) = exchange.read(written("b.xml", bulk([case_file(status=huge[:1_999])])), FORMATS["uspto-bulk"])
    assert case.record.status.group == "unknown"

    more = f"""<us-exemplary-claim>{huge}</us-exemplary-claim><us-exemplary-claim>2</us-exemplary-claim>
      <us-references-cited><us-citation><patcit num="{huge}"><document-id><country>US</country>
      <doc-number>1</doc-number></document-id></patcit></us-citation></us-references-cited>"""
    content = patent(more=more).replace('num="00002"', f'num="{huge}"').replace('idref="CLM-00001"', f'idref="{huge}"')
    (grant,) = exchange.read(written("p.xml", content), FORMATS["uspto-patent"])
    assert grant.record.invention.exemplary_claims == (2,)
    assert [(claim.number, claim.depends_on) for claim in grant.record.invention.claims] == [(1, ()), (2, ())]
    assert [citation.sequence for citation in grant.record.citations] == [1]
    assert any(warning.startswith("Us exemplary claim: ") for warning in grant.warnings)
    assert any(warning.startswith("claim number ") for warning in grant.warnings)


def test_what_no_reader_foresaw_to_fail_costs_its_record_alone(
    written: Write, st96_of: Make, monkeypatch: pytest.MonkeyPatch
):
    def broken(branch: Branch, home: str) -> list[Party]:
        if branch.has("Odd"):
            raise KeyError("a code that is in no table")
        return []

    monkeypatch.setattr(st96_parties, "parties", broken)
    marks = [{"number": "1"}, {"number": "2", "more": "<Odd/>"}, {"number": "3"}]
    readings = list(exchange.read(written("m.xml", st96_of(marks)), FORMATS["st96"]))
    assert [bool(reading.record) for reading in readings] == [True, False, True]
    assert readings[1].place.endswith("#2")
    assert readings[1].problem == "cannot be read: KeyError: 'a code that is in no table'"


def test_a_child_without_a_number_is_left_out_with_a_warning(written: Write, patent: Make):
    more = """<us-related-documents><continuation><relation><parent-doc><document-id><country>US</country>
      <doc-number>7</doc-number></document-id></parent-doc><child-doc><document-id><country>US</country></document-id>
      </child-doc></relation></continuation></us-related-documents>"""
    (grant,) = exchange.read(written("p.xml", patent(more=more)), FORMATS["uspto-patent"])
    assert [(related.relation, related.number) for related in grant.record.related] == [("continuation", "7")]
    assert any(warning.startswith("Related left out: number") for warning in grant.warnings)


def test_a_number_that_comes_twice_is_read_twice_with_a_warning(written: Write, st96_of: Make):
    first, second = exchange.read(written("m.xml", st96_of([{"number": "1"}, {"number": "1"}])), FORMATS["st96"])
    assert first.warnings == ()
    assert second.warnings == ("the number 1 was in this file before; this record amends it",)


def test_what_no_reader_foresaw_is_kept_under_its_name(written: Write, st96: Make):
    more = "<MarkHologramIndicator>true</MarkHologramIndicator><X><YetAnotherDate>2026-02-03Z</YetAnotherDate></X>"
    (reading,) = exchange.read(written("m.xml", st96(more=more)), FORMATS["st96"])
    assert {note.name: note.value for note in reading.record.notes} == {
        "Mark hologram": "yes",
        "X: Yet another date": "2026-02-03",
    }


def test_how_to_reach_someone_never_becomes_a_public_note(written: Write, st96: Make):
    more = "<Witness><EmailAddressText>witness@example.org</EmailAddressText></Witness>"
    (reading,) = exchange.read(written("m.xml", st96(more=more)), FORMATS["st96"])
    assert "witness@example.org" not in reading.record.model_dump_json()
    assert "left out" in reading.warnings[0]


def test_a_part_that_does_not_fit_is_left_out_with_a_warning_and_the_record_stays(written: Write, st96: Make):
    more = """<MarkEventBag><MarkEvent><MarkEventDate>20110500</MarkEventDate><NationalMarkEvent>
      <MarkEventCode>NWAPI</MarkEventCode></NationalMarkEvent></MarkEvent></MarkEventBag>"""
    (reading,) = exchange.read(written("m.xml", st96(more=more)), FORMATS["st96"])
    assert reading.record.events == ()
    assert reading.warnings[0] == "MarkEventDate: '20110500' is no date; left out".replace(
        "MarkEventDate", "Mark event date"
    )
    assert reading.warnings[1].startswith("Event left out: date: Field required")


def test_right_to_left_words_are_kept(written: Write, st96: Make, bulk: Make, case_file: Make):
    (reading,) = exchange.read(written("m.xml", st96(words="بومة الليل", goods="ביגוד")), FORMATS["st96"])
    assert reading.record.mark.verbal_element == "بومة الليل"
    assert reading.record.classes[0].goods == "ביגוד"


def test_owners_of_another_office_keep_their_order(written: Write, st96: Make):
    def one(name: str) -> str:
        return f"<Applicant><Contact><Name><EntityName>{name}</EntityName></Name></Contact></Applicant>"

    more = f"<ApplicantBag>{one('B')}{one('A')}</ApplicantBag>"
    (reading,) = exchange.read(written("m.xml", st96(more=more)), FORMATS["st96"])
    assert [(party.role, party.sequence, party.name) for party in reading.record.parties] == [
        (Role.APPLICANT, 1, "B"),
        (Role.APPLICANT, 2, "A"),
    ]


def test_several_marks_of_one_st66_file_are_read_with_the_owners_behind_each(written: Write, st66: Make):
    owner = """<ApplicantDetails><Applicant><ApplicantAddressBook><FormattedNameAddress><Name><FreeFormatName>
      <FreeFormatNameDetails><FreeFormatNameLine>{}</FreeFormatNameLine></FreeFormatNameDetails></FreeFormatName></Name>
      </FormattedNameAddress></ApplicantAddressBook></Applicant></ApplicantDetails>"""
    content = st66({"number": "1", "more": owner.format("In It")}, {"number": "2"}, beside=owner.format("Beside"))
    path = written("m.xml", content)
    exchange.check(path, FORMATS["st66"])
    readings = list(exchange.read(path, FORMATS["st66"]))
    names = [[party.name for party in reading.record.parties] for reading in readings]
    assert names == [["In It"], ["Beside"]]


def test_a_patents_key_is_its_application_and_a_design_is_a_design(written: Write, patent: Make):
    (grant,) = exchange.read(written("p.xml", patent()), FORMATS["uspto-patent"])
    assert (grant.record.kind, grant.record.application_number, grant.record.registration_number) == (
        "pt",
        "13648029",
        "08930553",
    )
    assert grant.record.filing_date == dt.date(2012, 10, 9)
    assert grant.record.invention.claims[1].text == "The ring of claim 1, with:\na lip; and\na rim."
    assert grant.record.invention.claims[1].depends_on == (1,)
    (design,) = exchange.read(written("d.xml", patent(sort="design")), FORMATS["uspto-patent"])
    assert (design.record.kind, design.record.design.product) == ("ds", grant.record.invention.title)
    assert design.record.invention is None


def test_a_weekly_file_of_many_patents_is_read_document_by_document(written: Write, patent: Make):
    first = patent()
    content = first + patent(number="13648030", grant="08930554") + patent(number="", grant="08930555")
    path = written("ipg.xml", content)
    exchange.check(path, FORMATS["uspto-patent"])
    readings = list(exchange.read(path, FORMATS["uspto-patent"]))
    lines = first.count("\n")
    assert [reading.place for reading in readings] == [
        "ipg.xml:3#13648029",
        f"ipg.xml:{lines + 3}#13648030",
        f"ipg.xml:{2 * lines + 3}",
    ]
    assert "no application number" in readings[2].problem
    broken = written("ipg.xml", content.replace("08930555</doc-number>", "08930555</doc>"))
    with pytest.raises(exchange.MalformedFile, match=rf"ipg\.xml:{2 * lines + 4}"):
        exchange.check(broken, FORMATS["uspto-patent"])


def test_lines_of_the_eutm_file_are_judged_one_by_one(written: Write):
    lines = [
        '{"application_number": "000000001", "filing_date": "1996-04-01", "text": "SETA", "vienna_codes": ["011703"]}',
        "not json",
        '{"application_number": "000000002", "filing_date": "1996-04-01", "vienna_codes": ["99", "0117"]}',
        '{"application_number": "", "filing_date": "1996-04-01"}',
        '{"application_number": "000000003", "filing_date": "soon"}',
        '{"application_number": 4, "filing_date": "1996-04-01"}',
        '{"application_number": "000000005", "filing_date": "1996-04-01", "colour": "red"}',
        '{"application_number": "000000006", "filing_date": "1996-04-01", "text": "A\\u0000\\u202eB \\u05d0"}',
        '{"application_number": "000000007", "filing_date": "1996-04-01", "text": "\\ud800"}',
        "",
        "[]",
    ]
    path = written("e.jsonl", "\n".join(lines))
    exchange.check(path, FORMATS["eutm"])
    readings = list(exchange.read(path, FORMATS["eutm"]))
    by_line = {int(reading.place.partition(":")[2].partition("#")[0]): reading for reading in readings}
    assert sorted(by_line) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]
    assert [line for line, reading in by_line.items() if reading.record] == [1, 3, 8]
    assert by_line[1].record.classifications[0].code == "01.17.03"
    assert by_line[1].record.mark.feature == "combined"
    assert (by_line[3].record.mark.verbal_element, by_line[3].record.mark.feature) == (None, "figurative")
    assert [item.code for item in by_line[3].record.classifications] == ["01.17"]
    assert by_line[3].warnings == ("Vienna code '99' is none; left out",)
    assert by_line[8].record.mark.verbal_element == "AB א"
    assert "no JSON object" in by_line[2].problem
    assert "colour" in by_line[7].problem
    assert by_line[5].problem == "filing_date 'soon' is no date"


def test_a_line_larger_than_a_record_may_be_is_refused(written: Write):
    path = written("e.jsonl", '{"application_number": "' + "1" * 300_000)
    with pytest.raises(exchange.MalformedFile, match="a line of more than"):
        exchange.check(path, FORMATS["eutm"], Limits(record_bytes=100_000))
