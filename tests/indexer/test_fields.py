"""What is searched for in a record."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import fields
from mappings.record import (
    Classification,
    Design,
    Document,
    GoodsClass,
    Invention,
    Kind,
    Mark,
    Party,
    Priority,
    Publication,
    Record,
    Role,
    Status,
    StatusGroup,
)


def indexed(record: Record):
    return fields.indexed(orjson.loads(record.model_dump_json(exclude_defaults=True)), lambda text, _: {"text": text})


def mark(**more) -> Record:
    return Record(kind=Kind.TRADEMARK, office="XB", application_number="TM/2026/000123", **more)


def test_a_file_is_found_by_every_number_with_and_without_separators():
    read = indexed(mark(registration_number="TM/R/000045"))
    assert read["numbers"] == ["TM/2026/000123", "TM/R/000045", "TM2026000123", "TMR000045"]


def test_a_patent_is_found_by_the_numbers_of_its_published_documents():
    record = Record(
        kind=Kind.PATENT,
        office="US",
        application_number="10/456,789",
        publications=({"date": "2005-01-06", "number": "20050004437", "kind_code": "A1"},),
    )
    assert indexed(record)["numbers"] == ["10/456,789", "10456789", "20050004437", "US20050004437A1"]


def test_a_mark_is_not_found_by_the_number_of_the_gazette_s_issue():
    read = indexed(mark(publications=({"date": "2026-03-01", "number": "2026/03"},)))
    assert "2026/03" not in read["numbers"]


def test_owners_are_the_holders_or_else_the_applicants_in_their_order():
    applicant = Party(role=Role.APPLICANT, name="First Ltd")
    holders = (
        Party(role=Role.HOLDER, sequence=2, name="Third Ltd", nationality="SE"),
        Party(role=Role.HOLDER, sequence=1, name="Second Ltd", address={"country": "NO"}),
    )
    assert indexed(mark(parties=(applicant,)))["owners"] == ["First Ltd"]
    read = indexed(mark(parties=(applicant, *holders)))
    assert (read["owners"], read["countries"]) == (["Second Ltd", "Third Ltd"], ["NO", "SE"])


def test_the_priority_date_is_the_earliest_claimed_else_the_filing_date():
    priorities = (
        Priority(number="2", date="2025-06-01"),
        Priority(number="1", date="2025-03-01"),
        Priority(number="0"),
    )
    assert indexed(mark(filing_date="2026-01-01", priorities=priorities))["priority_date"] == "2025-03-01"
    assert indexed(mark(filing_date="2026-01-01"))["priority_date"] == "2026-01-01"
    assert "priority_date" not in indexed(mark())


def test_the_day_of_the_status_is_indexed():
    assert indexed(mark(status=Status(group="ended", date="2024-05-06")))["status_date"] == "2024-05-06"
    assert "status_date" not in indexed(mark(status=Status(group="ended")))


def test_each_different_reading_of_the_mark_is_indexed_once_in_their_order():
    read = indexed(
        mark(mark=Mark(verbal_element="КОЛА", transliteration="KOLA", pseudo_mark="KOLA", translation="cola"))
    )
    assert [w["text"] for w in read["words"]] == ["КОЛА", "KOLA", "cola"]
    assert "words" not in indexed(mark(mark=Mark()))


def test_classes_are_nice_classes_in_their_numeric_order_and_goods_are_all():
    classes = (
        GoodsClass(number="25", goods="Shoes"),
        GoodsClass(number="9"),
        GoodsClass(scheme="us", number="022", status="active"),
        GoodsClass(number="A"),
    )
    read = indexed(mark(classes=classes))
    assert read["classes"] == ["9", "25", "A"]
    assert read["goods"] == [
        {"scheme": "nice", "number": "9", "status": "unknown"},
        {"scheme": "nice", "number": "25", "status": "unknown", "text": "Shoes"},
        {"scheme": "nice", "number": "A", "status": "unknown"},
        {"scheme": "us", "number": "022", "status": "active"},
    ]


def test_a_vienna_code_brings_its_division_and_category():
    codes = (Classification(scheme="vienna", code="02.01.01"), Classification(scheme="vienna", code="02.03"))
    assert indexed(mark(classifications=codes))["vienna"] == ["02", "02.01", "02.01.01", "02.03"]


@pytest.mark.parametrize(
    ("symbol", "terms"),
    [
        ("G06F 15/16", ["G", "G06", "G06F", "G06F 15/00", "G06F 15/16"]),
        ("G06F015/16", ["G", "G06", "G06F", "G06F 15/00", "G06F 15/16"]),
        ("A61K", ["A", "A61", "A61K"]),
        ("H01L 21/00", ["H", "H01", "H01L", "H01L 21/00"]),
        ("no symbol", ["no symbol"]),
    ],
)
def test_an_ipc_symbol_brings_what_stands_above_it(symbol: str, terms: list[str]):
    assert fields.ipc([symbol]) == terms


def test_a_locarno_code_brings_its_class():
    record = Record(
        kind=Kind.DESIGN,
        office="XB",
        application_number="1",
        design=Design(product="Tea pot", description="Round"),
        classifications=(Classification(scheme="locarno", code="07-01"),),
        parties=(Party(role=Role.CREATOR, name="Ada"),),
    )
    read = indexed(record)
    assert (read["locarno"], read["title"], read["abstract"]) == (["07", "07-01"], "Tea pot", "Round")
    assert read["creators"] == ["Ada"]


def test_a_mark_shows_its_logo_and_a_patent_its_drawings():
    def document(role: str, n: int) -> Document:
        return Document(digest=f"{n:064x}", media_type="image/png", name="x", role=role, width=n)

    documents = (document("form", 1), document("logo", 2), document("logo", 3), document("drawing", 4))
    assert indexed(mark(documents=documents))["logo"] == {"digest": f"{2:064x}", "width": 2}
    patent = Record(kind=Kind.PATENT, office="XB", application_number="1", documents=documents)
    assert indexed(patent)["pictures"] == [{"digest": f"{4:064x}", "width": 4}]


def test_the_status_is_told_by_code_words_and_group():
    read = indexed(mark(status=Status(group=StatusGroup.REGISTERED, code="700", text="Registered")))
    assert (read["status"], read["status_text"], read["status_group"]) == ("700", "Registered", "registered")
    assert indexed(mark())["status_group"] == "unknown"


def test_the_publication_date_is_the_earliest():
    publications = (Publication(date="2026-05-01"), Publication(date="2026-03-01", stage="application"))
    assert indexed(mark(publications=publications))["publication_date"] == "2026-03-01"


text = st.none() | st.text("abc", min_size=1, max_size=4)


@given(
    st.builds(
        Record,
        kind=st.sampled_from(Kind),
        office=st.just("XB"),
        application_number=st.just("7"),
        mark=st.none() | st.builds(Mark, verbal_element=text),
        invention=st.none() | st.builds(Invention, title=text),
        design=st.none() | st.builds(Design, product=text),
    )
)
def test_the_title_is_the_record_s_own(record: Record):
    assert indexed(record)["title"] == record.title()
