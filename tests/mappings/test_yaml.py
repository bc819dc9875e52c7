"""The one YAML loader: the core schema of YAML 1.2 and nothing else, with the place of every mistake."""

from __future__ import annotations

import math

import pytest

from mappings.yaml import UnreadableYaml, line, parse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2026-11-23", "2026-11-23"),
        ("1_000", "1_000"),
        ("0123", 123),
        ("-7", -7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("TRUE", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("!!str 5", "5"),
        ("[a, {b: [1]}]", ["a", {"b": [1]}]),
        ("<<", "<<"),
    ],
)
def test_a_value_is_what_the_core_schema_says(written: str, read: object) -> None:
    found = parse(f"of: {written}", "office.yaml")

    assert found == {"of": read}
    assert type(found["of"]) is type(read)  # type: ignore[index] - compared above: a dict


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\na: 2", '2:1: found duplicate key "a"'),
        ("- !!set {x}", "1:3: a tag (tag:yaml.org,2002:set) is not plain data"),
        ("- !!python/name:os.system ''", "1:3: a tag"),
        ("? [a]\n: 1", "1:3: a key is no word"),
        ("&a [*a]", "1:1: found unconstructable recursive node"),
        ("a: *q", "1:4: found undefined alias"),
        ("a: [1", "1:6: did not find expected ',' or ']'"),
        ("--- a\n--- b", "2:1: but found another document"),
        ("a: b\nc: \x01", "office.yaml:2: control characters are not allowed"),
    ],
)
def test_what_is_no_plain_data_is_refused_at_its_place(text: str, says: str) -> None:
    with pytest.raises(UnreadableYaml) as raised:
        parse(text, "office.yaml")

    assert f"office.yaml:{says.removeprefix('office.yaml:')}" in str(raised.value)


def test_the_line_of_a_value() -> None:
    text = "a:\n  - b: 1\n  - c:\n      d: 2\n"

    assert line(text, ["a", 1, "c", "d"]) == 4
    assert line(text, ["a", 1, "e"]) == 3
    assert line(text, ["z"]) is None
