"""Rights: three that are known, and any word of small letters for a register that an office declares."""

import copy
import pickle

import orjson
import pytest
from pydantic import TypeAdapter, ValidationError

from indexer import readers
from mappings import names
from mappings.addresses import AddressRule, Shown
from mappings.audience import AudienceRules, visible
from mappings.kinds import REGISTERS, SHELVES, Kind
from mappings.number import DossierKey
from mappings.record import Audience, Record


def test_a_word_is_a_right_and_equal_to_itself_wherever_it_comes_from():
    word = Kind("gi")
    assert word == Kind("gi") == "gi"
    assert (f"{word}", str(word), word.value, word.name) == ("gi", "gi", "gi", "GI")
    assert {word: 1}[Kind("gi")] == {"gi": 1}[word]
    assert pickle.loads(pickle.dumps(word)) == copy.deepcopy(word) == word
    assert TypeAdapter(Kind).validate_json('"gi"') == word
    assert orjson.loads(TypeAdapter(dict[Kind, int]).dump_json({word: 1})) == {"gi": 1}
    assert TypeAdapter(Kind).validate_python("tm") is Kind.TRADEMARK
    assert list(Kind) == ["tm", "pt", "ds"]
    assert (word.declared, Kind.PATENT.declared) == (True, False)


@pytest.mark.parametrize("text", ["", "g", "GI", "g1", "g-i", "gi ", "geographicali", 7, None])
def test_what_is_no_word_of_small_letters_is_no_right(text: object):
    with pytest.raises(ValueError, match="is not a valid Kind"):
        Kind(text)
    with pytest.raises(ValidationError):
        TypeAdapter(Kind).validate_python(text)


def test_all_declared_registers_share_one_set_of_indices():
    shared = {names.alias("xb", Kind(word), "public") for word in ("gi", "cn", REGISTERS)}
    assert shared == {"blazon-xb-registers-public"}
    assert len({names.alias("xb", kind, "public") for kind in SHELVES}) == 4


def test_the_id_of_a_file_says_its_register():
    key = DossierKey("XB", Kind("gi"), "GI/2026/00001")
    assert DossierKey.from_id(key.id) == key
    with pytest.raises(ValueError, match="no dossier id"):
        DossierKey.from_id("XB.G1.1")


@pytest.mark.parametrize("rules", [AudienceRules(), AudienceRules("XB", addresses=(AddressRule(Shown.COUNTRY),))])
def test_where_a_person_lives_is_hidden_in_a_register_of_the_office_s_own_too(rules: AudienceRules):
    address = {"lines": ["1 Hidden Street"], "city": "Oslo", "country": "NO"}
    party = {"role": "holder", "name": "Ada", "natural_person": True, "address": address}
    entry = [
        {"field": "name", "values": ["Knot"]},
        {"field": "remark", "values": ["Hidden remark"], "audience": "staff"},
    ]
    given = {"kind": "tk", "office": "XB", "application_number": "1", "parties": [party], "entry": entry}
    record = Record.model_validate(given)
    seen = visible(record, Audience.PUBLIC, rules)
    plain = readers.visible(record.model_dump(mode="json", exclude_none=True), Audience.PUBLIC, rules)
    for told in (seen.model_dump_json(), orjson.dumps(plain).decode()):
        assert "Hidden" not in told
        assert "NO" in told
    assert seen.title() == record.title() == "Knot"
