"""The real files of the shared data: complete, and the two files of one mark in agreement."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import exchange
from exchange import dates, st66, st96, st96_proceedings, uspto_patent, uspto_patent_documents
from exchange.branch import NO, YES
from exchange.trademarks import BASES
from mappings.record import ITEM_KEYS, Record

Leaves = Callable[[Path], Iterator[tuple[str, str]]]

TRADEMARKS = [
    "rn2178784-ST66.xml",
    "rn2713476-ST96.xml",
    "sn77478018-ST96.xml",
    "sn85334015-ST66.xml",
    "sn85334015-ST96.xml",
]
PATENTS = ["US07272630B2.xml", "US08930553.xml", "US20050004437A1.xml"]
FILES = [f"uspto-trademarks/{name}" for name in TRADEMARKS] + [f"uspto-patents/{name}" for name in PATENTS]

# What a reader leaves out of the record, by the end of its path, each with its reason.
LEFT_OUT: Mapping[str, str] = {
    **st96.IGNORED,
    **st96_proceedings.IGNORED,
    **st66.IGNORED,
    **uspto_patent.IGNORED,
    **uspto_patent_documents.IGNORED,
}
# The same, for one value of a path only.
LEFT_OUT_VALUES: Mapping[tuple[str, str], str] = {
    ("MarkEventAdditionalText", "0"): "0 means that the entry refers to no number",
    ("MarkEventProceedingNumber", "0"): "0 means that the entry refers to no number",
    ("RegisterCategory", "Primary"): "the USPTO's ST.96 says Primary for the Principal register",
    ("Representative/Comment", "Domestic Representative"): "says whom the empty name after it would be",
    ("country", "unknown"): "the USPTO's word for no country",
    ("country", "omitted"): "the USPTO's word for no country",
    ("us-field-of-classification-search/classification-national/main-classification", "None"): "nothing entered",
}
# Sections of a patent document that are not bibliographic data.
SECTIONS = tuple(uspto_patent.NOT_BIBLIOGRAPHIC)


def read(path: Path) -> Record:
    format_ = exchange.guess(path)
    exchange.check(path, format_)
    (reading,) = exchange.read(path, format_)
    assert reading.problem is None
    assert reading.warnings == ()
    assert reading.record is not None
    return reading.record


def values(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for value in part.values():
            yield from values(value)
    elif isinstance(part, list):
        for value in part:
            yield from values(value)
    elif part is not None and not isinstance(part, bool):
        yield " ".join(str(part).split())


def renderings(path: str, text: str) -> Iterator[str]:
    """How the record may write a text of the file."""
    yield text
    if path.startswith("us-patent") and "/claims/" in path:
        yield re.sub(r"^\d+ ?\. ?", "", text).lstrip(". ")
    known = dates.partial(text)
    if known:
        yield known
    if path.endswith("ClassNumber") and text.isdecimal():
        yield str(int(text))
    if path.endswith(("NationalStatusExternalDescriptionText", "ClassNumberStatusDescriptionText")):
        yield text.lower()  # the status of a class is a word of the record's own
    if path.endswith("MarkEventCode"):
        yield text[:4]
    if path.endswith("AssignmentIdentifier"):
        yield f"{text[:4]}/{text[4:]}"
    if path.endswith("ipc-version-indicator/date"):
        yield f"{text[:4]}.{text[4:6]}"
    if "classification" in path:
        yield uspto_patent_documents.uspc(text)
        yield uspto_patent_documents.ipc(text)
    if path.endswith("-classification"):
        yield uspto_patent_documents.uspc(text[:3] + text[3:].replace("  ", " "))


def is_said(path: str, text: str, said: str, record: dict[str, Any]) -> bool:
    if re.search(r"classification-ipcr/(section|class|subclass|main-group|subgroup|symbol-position)$", path):
        symbols = [item for item in record["classifications"] if item["scheme"] == "ipc"]
        return any(text in item["code"] or (text == "F" and item["first"]) for item in symbols)
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", said) for form in renderings(path, text))


def is_left_out(path: str, text: str) -> bool:
    if any(path.endswith(f"/{end}") for end in LEFT_OUT):
        return True
    if any(path.endswith(f"/{end}") and text == value for end, value in LEFT_OUT_VALUES):
        return True
    steps = path.split("/")
    return steps[0].startswith("us-patent") and steps[1] in SECTIONS


@pytest.mark.parametrize("name", FILES)
def test_every_text_of_the_file_is_in_the_record_or_left_out_for_a_reason(shared_data: Path, leaves: Leaves, name: str):
    path = shared_data / name
    record = read(path).model_dump(mode="json")
    said = "\n".join(values(record))
    notes = {note["name"]: note["value"] for note in record["notes"]}
    missing = []
    seen = 0
    for where, text in leaves(path):
        if is_left_out(where, text):
            continue
        seen += 1
        if where.endswith("Indicator") and text.lower() in YES | NO:
            if not indicator_is_said(where, text.lower() in YES, record, notes):
                missing.append((where, text))
        elif not is_said(where, text, said, record):
            missing.append((where, text))
    assert seen > 50
    assert missing == []


def indicator_is_said(path: str, yes: bool, record: dict[str, Any], notes: dict[str, str]) -> bool:
    """A filing basis is named where it is so; any other indicator is a yes or no of the mark or a note."""
    name = path.rpartition("/")[2]
    if name in BASES:
        in_notes = " ".join(value for note, value in notes.items() if note.startswith("Filing basis"))
        in_classes = " ".join(basis for item in record["classes"] for basis in item["bases"])
        return not yes or BASES[name] in f"{in_notes} {in_classes}"
    known = {
        "MarkStandardCharacterIndicator": record["mark"]["standard_characters"] if record["mark"] else None,
        "ColourIndicator": record["mark"]["in_colour"] if record["mark"] else None,
        "MarkImageColourIndicator": record["mark"]["in_colour"] if record["mark"] else None,
        "ForeignPriorityClaimedIndicator": all(item["status"] == "Claimed" for item in record["priorities"]),
    }
    if name in known:
        return known[name] is yes
    for reader in (st96.NOTES, st66.NOTES):
        for where, note in reader.items():
            if path.endswith(where):
                return notes[note] == ("yes" if yes else "no")
    return False


@pytest.mark.parametrize("end", sorted(LEFT_OUT))
def test_everything_left_out_has_a_reason(end: str):
    assert len(LEFT_OUT[end]) > 15


# What only one of the two files of 85334015 carries, with the reason; everything else must be equal.
ONE_SIDED: Mapping[str, str] = {
    "mark.significant_verbal_element": "ST.66 of the USPTO has no such element",
    "events.type_code": "ST.66 gives the code alone, ST.96 code and type in one",
    "classes.bases": "the USPTO's ST.96 says no to every basis of a class, whatever its file says",
}
NOTES_OF_ST96_ALONE = {
    "Assignments recorded",
    "Charged to location",
    "Image file",
    "Law office code",
    "Physical location",
    "Physical location since",
}
NOTES_OF_ST66_ALONE = {"E-mail authorised", "Mark drawing type", "National class titles", "Nice class titles"}


def test_the_two_files_of_one_mark_agree_in_all_that_both_carry(shared_data: Path):
    folder = shared_data / "uspto-trademarks"
    one = read(folder / "sn85334015-ST96.xml").model_dump(mode="json")
    other = read(folder / "sn85334015-ST66.xml").model_dump(mode="json")
    noted, noted_too = ({note["name"]: note["value"] for note in record.pop("notes")} for record in (one, other))
    assert set(noted) - set(noted_too) == NOTES_OF_ST96_ALONE
    assert set(noted_too) - set(noted) == NOTES_OF_ST66_ALONE
    assert {name: noted[name] for name in noted.keys() & noted_too.keys()} == {
        name: noted_too[name] for name in noted.keys() & noted_too.keys()
    }
    for where in ONE_SIDED:
        field, _, inner = where.partition(".")
        for record in (one, other):
            for part in record[field] if isinstance(record[field], list) else [record[field]]:
                part.pop(inner)
    assert one == other
    assert len(one["events"]) == 35
    assert one["priorities"] == [
        {
            "office": "IT",
            "number": "RM2011C00315",
            "date": "2011-05-16",
            "registration_number": None,
            "status": "Claimed",
        }
    ]


def test_the_two_files_of_one_mark_give_the_same_key_to_every_item(shared_data: Path):
    folder = shared_data / "uspto-trademarks"
    one, other = (read(folder / f"sn85334015-ST{standard}.xml") for standard in (96, 66))
    for field, key in ITEM_KEYS.items():
        if field != "notes":
            keys = [
                {tuple(getattr(item, part) for part in key) for item in getattr(record, field)}
                for record in (one, other)
            ]
            assert keys[0] == keys[1], field


def test_the_present_owner_is_the_holder_and_the_first_registrant_a_previous_one(shared_data: Path):
    record = read(shared_data / "uspto-trademarks" / "rn2178784-ST66.xml")
    names = [(party.role.value, party.sequence, party.name) for party in record.parties[:4]]
    assert names == [
        ("applicant", 1, "Sun Microsystems, Inc."),
        ("applicant", 2, "Sun Microsystems, Inc."),
        ("previous-holder", 1, "Sun Microsystems, Inc."),
        ("holder", 1, "Oracle America, Inc."),
    ]


def test_proceedings_and_assignments_are_carried(shared_data: Path):
    record = read(shared_data / "uspto-trademarks" / "rn2713476-ST96.xml")
    assert [item.number for item in record.recordals] == ["2417/0910", "2425/0448", "2432/0600", "2423/0556"]
    (opposition,) = record.proceedings
    assert (opposition.number, opposition.kind, opposition.plaintiffs, opposition.defendants) == (
        "91192463",
        "opposition",
        ("MySQL AB",),
        ("Dogwhistle, Inc.",),
    )
    assert "BOARD'S DECISION: SUSTAINED" in opposition.note
    assert "@" not in record.model_dump_json(include={"proceedings", "recordals", "notes"})


def test_a_grant_has_its_citations_claims_and_relations(shared_data: Path):
    record = read(shared_data / "uspto-patents" / "US07272630B2.xml")
    assert (record.application_number, record.registration_number) == ("10991571", "07272630")
    assert [item.sequence for item in record.citations] == list(range(1, 117))
    assert sum(item.text is not None for item in record.citations) == 38
    assert record.citations[0].date == "1993-04"
    assert len(record.invention.claims) == record.invention.number_of_claims == 17
    assert record.invention.claims[1].depends_on == (1,)
    assert record.invention.term_extension_days == 36
    assert record.invention.field_of_search[0] == "US 709/203"
    codes = [(item.scheme, item.code, item.first) for item in record.classifications]
    assert codes[:2] == [("ipc", "G06F 15/13", True), ("uspc", "709/203", True)]
    assert [(item.relation, item.number, item.status) for item in record.related] == [
        ("division", "09876376", "PENDING"),
        ("related-publication", "20050097148", None),
    ]
    assert record.classifications[0].edition == "2006.01"


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("709203", "709/203"),
        ("714  4", "714/4"),
        ("600300000", "600/300"),
        ("345156001", "345/156.001"),
        ("D14138", "D14/138"),
        ("None", "None"),
    ],
)
def test_a_national_symbol_is_written_with_its_slash(written: str, symbol: str):
    assert uspto_patent_documents.uspc(written) == symbol


@pytest.mark.parametrize(("written", "symbol"), [("A61B005/00", "A61B 5/00"), ("G06F 15/16", "G06F 15/16"), ("?", "?")])
def test_an_ipc_symbol_is_written_as_today(written: str, symbol: str):
    assert uspto_patent_documents.ipc(written) == symbol


def test_all_european_marks_are_read_and_none_refused(shared_data: Path):
    path = shared_data / "eutm" / "eutm_figurative_2020.jsonl.gz"
    format_ = exchange.guess(path)
    exchange.check(path, format_)
    readings = list(exchange.read(path, format_))
    assert len(readings) == 10_048
    assert [reading for reading in readings if reading.problem or reading.warnings] == []
    assert readings[2].place == "eutm_figurative_2020.jsonl.gz:3#000001751"
    assert readings[2].record.mark.verbal_element == "Uncle Ben's"
    assert sum(reading.record.mark.feature == "figurative" for reading in readings) == 1_005


@pytest.mark.parametrize("name", FILES)
def test_reading_twice_gives_the_same_record(shared_data: Path, name: str):
    assert read(shared_data / name) == read(shared_data / name)
