"""What a file's page calls whose right it is: the word of the register, where that has one."""

from typing import Any

import pytest

from desk.web.dossier import owners_called
from mappings.registers import Declared

APPLICANT, HOLDER = {"role": "applicant", "name": "Council"}, {"role": "holder", "name": "Weavers"}
COMMUNITY, COUNCIL = {"fr": "Communauté", "en": "Community"}, {"en": "Council"}


def register(**parties: dict[str, str]) -> Declared:
    field = {"name": {"label": {"en": "Name"}, "required": True}}
    return Declared.model_validate(
        {"kind": "tk", "one": {"en": "TK"}, "name": {"en": "TK"}, "fields": field, "parties": parties}
    )


@pytest.mark.parametrize(
    ("parties", "named", "said"),
    [
        ([APPLICANT, HOLDER], {"holder": COMMUNITY}, "Community"),
        ([APPLICANT], {"holder": COMMUNITY}, "Community"),
        ([APPLICANT], {"holder": COMMUNITY, "applicant": COUNCIL}, "Council"),
        ([HOLDER], {"holder": COMMUNITY, "applicant": COUNCIL}, "Community"),
        ([HOLDER], {"holder": {"fr": "Communauté"}}, "Communauté"),
        ([APPLICANT, HOLDER], {}, None),
    ],
)
def test_the_register_s_word_stands_for_the_owner(parties: list[Any], named: dict[str, Any], said: str | None):
    assert owners_called({"parties": parties}, register(**named)) == said


def test_other_rights_keep_their_word():
    assert owners_called({"parties": [APPLICANT]}, None) is None
