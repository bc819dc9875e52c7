"""What is written as ST.96 is read back as it was, for any record of any right."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exchange
from exchange import st96_writing
from exchange.reading import Reading
from mappings.record import Kind
from tests.exchange.whole_records import LENGTHENING, records
from tests.thorough import cases

FORMAT = {Kind.TRADEMARK: "st96", Kind.PATENT: "st96-patent", Kind.DESIGN: "st96-design"}
ONE = {
    Kind.TRADEMARK: st96_writing.trademark,
    Kind.PATENT: st96_writing.patent,
    Kind.DESIGN: st96_writing.design,
}
UNSAID = {"has no filing date"}  # the one warning that the record itself earns


def read(content: bytes, kind: Kind) -> list[Reading]:
    """As `blazon import` reads it, the format told by the content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(content)
        format_ = exchange.guess(path)
        assert format_.name == FORMAT[kind]
        held = exchange.check(path, format_)
        readings = list(exchange.read(path, format_))
        assert held == len(readings)
        return readings


@pytest.mark.parametrize("kind", cases(FORMAT))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_record_is_read_back_as_it_was_written(kind: Kind, data: st.DataObject):
    record = data.draw(records(kind))
    content = ONE[kind](record)
    (reading,) = read(content, kind)
    assert reading.problem is None
    assert reading.record == st96_writing.as_kept(record)
    assert set(reading.warnings) <= UNSAID or LENGTHENING in record.model_dump_json()
    assert ONE[kind](record.model_dump(mode="json")) == content
    assert ONE[kind](reading.record) == content
