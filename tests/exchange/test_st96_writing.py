"""ST.96 as the gazette publishes it: real records and the demo office's, one file and many, files that do not fit."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

import exchange
from exchange import FORMATS, MalformedFile, extension, st96_tree, st96_writing
from exchange.st96_writing import WAYS, WrongKind, bulk, design, patent, trademark
from mappings.audience import visible
from mappings.record import Audience, Kind, Mark, Party, Record, Role
from offices.sample import office

Write = Callable[[str, str | bytes], Path]
ONE = {Kind.TRADEMARK: trademark, Kind.PATENT: patent, Kind.DESIGN: design}
# What the extension says of a published record of the demo office, by kind: docs/import.md says why of each.
EVERY = ("status", "documents", "parties", "classifications/first", "recordals", "renewal_date", "termination_date")
SAID = {
    Kind.TRADEMARK: (*EVERY, "classifications/title", "mark/feature"),
    Kind.PATENT: (*EVERY, "invention/claims/depends_on", "expiry_date"),
    Kind.DESIGN: EVERY,
}
SHARE = 0.2  # of a file, at most; measured on 120 marks, 12 patents and 12 designs: 9, 17 and 16 in a hundred bytes


@pytest.fixture(scope="module")
def published() -> list[Record]:
    """What the public reads of the first applications of a demo office, whatever later became of them."""
    records = []
    for filing in office(60, seed=7):
        record = filing.record
        for step in filing.steps:
            record = record.model_copy(update=dict(step.changes))
        again = Record.model_validate(record.model_dump())
        records += [visible(filing.record, Audience.PUBLIC), visible(again, Audience.PUBLIC)]
    return records


@pytest.fixture
def back(written: Write) -> Callable[[bytes], list[Record]]:
    """The records of a file of ours, which is read without a warning, its format told by its content."""

    def read(content: bytes) -> list[Record]:
        path = written("a", content)
        format_ = exchange.guess(path)
        readings = list(exchange.read(path, format_))
        assert exchange.check(path, format_) == len(readings)
        assert [reading.problem for reading in readings if reading.problem] == []
        assert [reading.warnings for reading in readings if reading.warnings] == []
        return [reading.record for reading in readings if reading.record]

    return read


def test_the_demo_office_s_records_are_read_back_as_published(
    published: list[Record], back: Callable[[bytes], list[Record]]
):
    kinds = set()
    for record in published:
        assert back(ONE[record.kind](record)) == [record]
        kinds.add(record.kind)
    assert kinds == set(Kind)


def test_many_records_are_one_document_made_one_at_a_time(
    published: list[Record], back: Callable[[bytes], list[Record]]
):
    for kind in Kind:
        records = list({item.application_number: item for item in published if item.kind is kind}.values())
        drawn = 0

        def counted(records: list[Record] = records) -> Iterator[Record]:
            nonlocal drawn
            for record in records:
                drawn += 1
                yield record

        pieces = bulk(kind, counted())
        first = list(itertools.islice(pieces, 2))
        assert drawn == 1
        content = b"".join([*first, *pieces])
        assert back(content) == records
        assert content.count(b"xmlns:com=") == 1


def test_an_empty_issue_is_a_well_formed_document():
    for kind in Kind:
        etree.fromstring(b"".join(bulk(kind, [])))


def test_the_extension_repeats_nothing_that_the_standard_says(published: list[Record]):
    for record in published:
        element = st96_writing.tree(record.kind, record).find(st96_tree.name(f"blz:{extension.TAG}"))
        told = set() if element is None else {leaf_path(leaf) for leaf in element.iter() if not len(leaf)}
        for path in told:
            assert path.startswith(SAID[record.kind]), path


def test_the_extension_is_the_smaller_part(published: list[Record]):
    for kind in Kind:
        trees = [st96_writing.tree(kind, record) for record in published if record.kind is kind]
        more = [tree.find(st96_tree.name(f"blz:{extension.TAG}")) for tree in trees]
        whole, extended = (
            sum(len(etree.tostring(tree)) for tree in some if tree is not None) for some in (trees, more)
        )
        assert extended < SHARE * whole


def leaf_path(leaf: etree._Element) -> str:
    steps = [etree.QName(leaf).localname]
    steps += [etree.QName(above).localname for above in leaf.iterancestors()]
    return "/".join(step for step in reversed(steps[: steps.index(extension.TAG)]) if step != "item")


@pytest.mark.parametrize("name", ["rn2178784-ST66", "rn2713476-ST96", "sn77478018-ST96", "sn85334015-ST66"])
def test_real_trademarks_are_written_and_read_back(shared_data: Path, back: Callable[[bytes], list[Record]], name: str):
    path = shared_data / "uspto-trademarks" / f"{name}.xml"
    (reading,) = exchange.read(path, exchange.guess(path))
    assert back(trademark(reading.record)) == [reading.record]


@pytest.mark.parametrize("name", ["US07272630B2", "US08930553", "US20050004437A1"])
def test_real_patents_are_written_and_read_back(shared_data: Path, back: Callable[[bytes], list[Record]], name: str):
    path = shared_data / "uspto-patents" / f"{name}.xml"
    (reading,) = exchange.read(path, exchange.guess(path))
    assert back(ONE[reading.record.kind](reading.record)) == [reading.record]


def test_real_european_marks_are_written_as_one_document_and_read_back(
    shared_data: Path, back: Callable[[bytes], list[Record]]
):
    path = shared_data / "eutm" / "eutm_figurative_2020.jsonl.gz"
    readings = itertools.islice(exchange.read(path, exchange.guess(path)), 500)
    records = [reading.record for reading in readings]
    assert back(b"".join(bulk(Kind.TRADEMARK, records))) == records


PLAIN = Record(kind=Kind.TRADEMARK, office="XB", application_number="TM/1", filing_date="2026-01-05")


def test_the_bytes_are_a_declaration_utf_8_and_the_same_each_time():
    record = PLAIN.model_copy(update={"mark": Mark(verbal_element="ÉTÉ <&> 夏 \x00")})
    content = trademark(record)
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<tmk:TrademarkTransaction xmlns:com=')
    assert "ÉTÉ &lt;&amp;&gt; 夏 \ufffd<" in content.decode()
    assert trademark(record.model_dump(mode="json")) == content


def test_a_record_of_another_right_is_refused():
    with pytest.raises(WrongKind, match="XB tm TM/1 is no patent"):
        patent(PLAIN)
    with pytest.raises(WrongKind):
        list(bulk(Kind.DESIGN, [PLAIN]))


def test_what_a_person_adds_to_the_standard_elements_is_read_beside_the_extension(
    back: Callable[[bytes], list[Record]],
):
    parties = (Party(role=Role.LICENSEE, name="Second"), Party(role=Role.APPLICANT, name="First"))
    content = trademark(PLAIN.model_copy(update={"parties": parties}))
    third = b"<com:Contact><com:Name><com:EntityName>Third</com:EntityName></com:Name></com:Contact>"
    more = b"</tmk:Applicant><tmk:Applicant>" + third + b"</tmk:Applicant>"
    (record,) = back(content.replace(b"</tmk:Applicant>", more, 1))
    assert {party.name for party in record.parties} == {"First", "Second", "Third"}


ITEM = "<blz:date>2026-01-05</blz:date><blz:code>A</blz:code>"
BAD = {
    "version='2'": "the version '2', and '1' is known",
    "<blz:colour>red</blz:colour>": "BlazonExtension/colour: the record has no such field",
    "<blz:mark><blz:verbal><blz:x/></blz:verbal></blz:mark>": "BlazonExtension/mark/verbal: the record has no such",
    "<blz:language><blz:x/></blz:language>": "a text is wanted here",
    "<blz:parties><blz:item of='9'/></blz:parties>": "of='9' is none of the 0 items",
    "<blz:parties><blz:item of='-1'/></blz:parties>": "of='-1' is none",
    "<blz:parties order='1 1'/>": "order='1 1' is no order of 0 items",
    "<blz:parties><blz:item><blz:name>A</blz:name></blz:item></blz:parties>": "does not fit: parties.0.role",
    "<blz:expiry_date>soon</blz:expiry_date>": "does not fit: expiry_date",
    f"<blz:events><blz:item>{ITEM}<blz:sequence>{'9' * 5000}</blz:sequence></blz:item></blz:events>": "events.0.seq",
}


@pytest.mark.parametrize("more", BAD, ids=lambda text: text[:40])
@pytest.mark.parametrize("kind", Kind)
def test_an_extension_that_does_not_fit_costs_its_record_alone(written: Write, kind: Kind, more: str):
    record = PLAIN.model_copy(update={"kind": kind})
    version, told = (more, "") if more.startswith("version") else ("version='1'", more)
    inside = f"<blz:BlazonExtension {version}>{told}</blz:BlazonExtension>"
    around = WAYS[kind].around
    good = b"".join(bulk(kind, [record])).decode()
    tag = {Kind.TRADEMARK: "tmk:Trademark", Kind.PATENT: "pat:PatentPublication", Kind.DESIGN: "dgn:DesignApplication"}
    bad = good.replace("TM/1", "TM/2").replace(f"</{tag[kind]}>", f"{inside}</{tag[kind]}>")
    start, stop = bad.index(f"<{tag[kind]}>"), bad.index(f"</{around[-1]}>")
    path = written("a.xml", good.replace(f"</{around[-1]}>", f"{bad[start:stop]}</{around[-1]}>"))
    first, second = exchange.read(path, exchange.guess(path))
    assert first.record == record
    assert second.place.startswith("a.xml:")
    assert second.place.endswith("#TM/2")
    assert BAD[more] in second.problem
    assert "docs/import.md" in second.problem


def test_two_extensions_are_one_too_many(written: Write):
    two = '<blz:BlazonExtension version="1"/>' * 2
    content = trademark(PLAIN).decode().replace("</tmk:Trademark>", f"{two}</tmk:Trademark>")
    (reading,) = exchange.read(written("a.xml", content), FORMATS["st96"])
    assert "has 2 elements BlazonExtension" in reading.problem


def test_control_characters_in_an_extension_are_taken_out_with_a_warning(written: Write):
    told = '<blz:BlazonExtension version="1"><blz:language>e\u202en</blz:language></blz:BlazonExtension>'
    content = trademark(PLAIN).decode().replace("</tmk:Trademark>", f"{told}</tmk:Trademark>")
    (reading,) = exchange.read(written("a.xml", content), FORMATS["st96"])
    assert reading.record.language == "en"
    assert reading.warnings == ("1 control character(s) taken out of language",)


@pytest.mark.parametrize("kind", [Kind.PATENT, Kind.DESIGN])
def test_a_file_without_office_or_date_says_what_is_missing(written: Write, kind: Kind):
    content = ONE[kind](PLAIN.model_copy(update={"kind": kind})).decode()
    unknown = content.replace(">XB<", ">nowhere<")
    (reading,) = exchange.read(written("a.xml", unknown), exchange.guess(written("a.xml", unknown)))
    assert "OfficeCode; the ST.3 code of the office is part of the file's key" in reading.problem
    undated = content.replace("2026-01-05", "soon")
    (reading,) = exchange.read(written("b.xml", undated), exchange.guess(written("b.xml", undated)))
    assert "has no filing date that can be read" in reading.problem


@pytest.mark.parametrize("kind", [Kind.PATENT, Kind.DESIGN])
def test_the_new_formats_refuse_entities_and_files_that_are_cut(written: Write, kind: Kind):
    content = ONE[kind](PLAIN.model_copy(update={"kind": kind}))
    format_ = exchange.guess(written("a.xml", content))
    declared = content.replace(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n', 1)
    with pytest.raises(MalformedFile, match=r"a\.xml:2: declares the external entity 'a'; entities are refused"):
        exchange.check(written("a.xml", declared), format_)
    for cut in range(60, len(content) - 2, 97):
        with pytest.raises(MalformedFile):
            exchange.check(written("a.xml", content[:cut]), format_)
