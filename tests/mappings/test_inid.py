"""Every field of a record is read out, under the standard's code where it has one."""

import types
import typing
from typing import Any

import pytest
from pydantic import BaseModel

from mappings import inid
from mappings.record import Kind, Record, Role

OF_KIND = {"mark": Kind.TRADEMARK, "invention": Kind.PATENT, "design": Kind.DESIGN}
ENUMS = {"role": "applicant", "group": "registered", "status": "active", "audience": "parties"}


class Filler:
    """A record with a value of its own in every field, and the list of all those values as they are to be read."""

    def __init__(self) -> None:
        self.values: list[tuple[str, str]] = []
        self._count = 100

    def model(self, kind: type[BaseModel], place: str) -> dict[str, Any]:
        return {n: self.value(f.annotation, f"{place}.{n}", n) for n, f in kind.model_fields.items()}

    def value(self, kind: Any, place: str, name: str) -> Any:
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin in {typing.Union, types.UnionType}:
            return self.value(next(one for one in inner if one is not type(None)), place, name)
        if origin is tuple:
            return [self.value(inner[0], place, name)]
        if origin is typing.Annotated:
            return self.value(inner[0], place, name)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.model(kind, place)
        self._count += 1
        made: Any
        if kind is bool:
            return True  # said as "yes" or left out; counted by the label's own test
        if kind is int:
            made = self._count
        elif hasattr(kind, "__members__"):
            made = list(kind)[1].value
        elif name == "number" and ".classes" in place:
            made = str(self._count)
        else:
            made = f"value-{self._count}-of-{name}"
        self.values.append((place, str(made)))
        return made


@pytest.mark.parametrize("kind", list(Kind))
def test_every_field_of_a_record_is_in_a_line(kind: Kind):
    filler = Filler()
    record = filler.model(Record, "record") | {"kind": kind.value}
    for part, owner in OF_KIND.items():
        if owner is not kind:
            del record[part]
    wanted = [
        (place, v) for place, v in filler.values if place.split(".")[1] not in set(OF_KIND) - set(record) | {"kind"}
    ]
    made = inid.lines(record)
    said = "\n".join("\n".join([line.text, *(f"{i.head} {i.text} {i.details}" for i in line.items)]) for line in made)
    silent = {"parties.sequence", "parties.role", "classes.scheme", "classifications.first"}
    missing = [place for place, v in wanted if v not in said and place.removeprefix("record.") not in silent]
    assert missing == []
    assert len(wanted) > 90


def test_each_role_has_a_line_of_its_own_or_is_named():
    parties = [{"role": role.value, "name": f"NAME {role}"} for role in Role]
    for kind in Kind:
        made = [line for line in inid.lines({"kind": kind.value, "parties": parties}) if line.field == "parties"]
        assert sorted(i.text for line in made for i in line.items) == sorted(p["name"] for p in parties)
        assert len(made) >= 8


def test_marks_are_read_in_the_order_of_st60():
    record = {
        "kind": "tm",
        "office": "XB",
        "application_number": "TM/2026/000123",
        "filing_date": "2026-01-02",
        "mark": {"verbal_element": "AURELIA", "feature": "Three dimensional", "in_colour": True},
        "classes": [
            {"number": "9", "goods": "Software"},
            {"number": "1", "goods": "Glue"},
            {"scheme": "us", "number": "A"},
        ],
        "classifications": [{"scheme": "vienna", "code": "26.01.01"}, {"scheme": "vienna", "code": "03.07.17"}],
        "parties": [
            {"role": "holder", "name": "Aurelia", "address": {"lines": ["1 Quay"], "city": "Port", "country": "XB"}}
        ],
    }
    made = inid.lines(record)
    assert [line.code for line in made] == ["190", "210", "220", "511", "512", "531", "540", "554", "", "732"]
    by_code = {line.code: line for line in made}
    assert [(item.head, item.text) for item in by_code["511"].items] == [("1", "Glue"), ("9", "Software")]
    assert by_code["531"].text == "26.01.01, 03.07.17"
    assert by_code["732"].items[0].details == (("", "1 Quay, Port, XB"),)


def code(kind: str, field: str, **record: Any) -> str:
    return next(line.code for line in inid.lines({"kind": kind, **record}) if line.field == field)


@pytest.mark.parametrize(
    ("feature", "wanted"),
    [
        ("word", ""),
        ("Combined", ""),
        ("Sound", "556"),
        ("motion", "553"),
        ("Three dimensional", "554"),
        ("Colour", "558"),
    ],
)
def test_a_feature_has_a_code_where_st60_has_one_for_that_kind_of_mark(feature: str, wanted: str):
    assert code("tm", "mark.feature", mark={"feature": feature}) == wanted


def test_codes_mean_what_their_standard_says():
    for relation, wanted in {"basic-application": "821", "basic-registration": "822", "basic": ""}.items():
        assert code("tm", "related", related=[{"relation": relation, "number": "7"}]) == wanted
    for stage, wanted in {"application": "43", "before-grant": "44", "grant": "45", "change": "40"}.items():
        assert code("pt", "publications", publications=[{"date": "2026-01-02", "stage": stage}]) == wanted
    assert (
        code("pt", "registration_date", registration_date="2026-01-02") == ""
    )  # 24 is the day from which it has effect


@pytest.mark.parametrize("language", inid.LANGUAGES)
def test_labels_are_in_each_language(language: str):
    table = inid.standard()
    entries = [entry for kind in Kind for entry in table.entries(kind)]
    assert all(entry.label[language].strip() for entry in entries)
    assert inid.lines({"kind": "tm", "office": "XB"}, language)[0].code == "190"


def test_a_field_nobody_named_yet_is_read_out_all_the_same():
    (line,) = inid.lines({"kind": "tm", "new_field": "seen"})
    assert (line.label, line.text) == ("New field", "seen")


def test_what_is_empty_says_nothing():
    assert (
        inid.lines({"kind": "pt", "language": None, "parties": [], "invention": None, "status": {"group": "unknown"}})
        == []
    )
