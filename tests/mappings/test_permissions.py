"""What is not written is not permitted, and a file is open to its own people and to who may see all."""

import pytest

from mappings.permissions import PERMISSIONS, Grants, Person, Seen, seen
from mappings.record import Kind

GRANTS = Grants.model_validate(
    {
        "groups": {"examination": {"text": "Examination", "roles": ["examiner", "gone"]}},
        "roles": {
            "examiner": ["dossier.view.all", "dossier.edit.all"],
            "board": ["dossier.view.all", "dossier.view.unpublished", "dossier.view.confidential"],
            "agent": ["dossier.view.own", "dossier.edit.own"],
        },
        "confidential": {"pt": ["secret"]},
    }
)


def person(*roles: str, identifier: str | None = None) -> Person:
    return Person("ada", "Ada", frozenset(roles), GRANTS.permissions(roles), identifier)


def file(*identifiers: str, published: bool = True, confidential: bool = False) -> Seen:
    return Seen(published, confidential, frozenset(identifiers), frozenset(identifiers) - {"L-1"})


def test_roles_are_ones_own_and_those_of_ones_groups_as_far_as_the_office_knows_them():
    assert GRANTS.roles_of(["agent", "king"], ["examination", "court"]) == {"agent", "examiner"}
    assert GRANTS.permissions(["king"]) == frozenset()
    assert GRANTS.permissions(["agent", "board"]) == {*GRANTS.roles["agent"], *GRANTS.roles["board"]}


@pytest.mark.parametrize(
    ("who", "what", "sees", "edits"),
    [
        (person(), file(), False, False),
        (person("examiner"), file(), True, True),
        (person("examiner"), file(published=False), False, False),
        (person("board"), file(published=False), True, False),
        (person("examiner"), file(confidential=True), False, False),
        (person("board"), file(published=False, confidential=True), True, False),
        (person("agent", identifier="A-1"), file("A-1", "B-2", published=False), True, True),
        (person("agent", identifier="A-1"), file("B-2"), False, False),
        (person("agent", identifier="L-1"), file("A-1", "L-1", published=False), True, False),  # only reads
        (person("agent"), file(), False, False),
        (person("board", identifier="A-1"), file("A-1"), True, False),
    ],
)
def test_who_sees_and_acts_on_a_file(who: Person, what: Seen, sees: bool, edits: bool):
    assert (who.may_see(what), who.may_edit(what)) == (sees, edits)


def test_a_permission_that_does_not_exist_is_a_mistake_and_no_refusal():
    with pytest.raises(KeyError):
        person("examiner").may("dossier.view.everything")
    assert all(person(*GRANTS.roles).may(one) for one in PERMISSIONS if one.startswith("dossier."))


def test_the_first_role_that_fits_is_taken():
    assert person("examiner", "agent").role_for(("reception", "agent")) == "agent"
    assert person("examiner").role_for(("reception", "clock")) is None


def test_a_record_says_whose_it_is_and_whether_it_is_confidential():
    parties = [
        {"role": "applicant", "identifier": "A-1"},
        {"role": "licensee", "identifier": "L-1"},
        {"role": "holder", "name": "nobody"},
    ]
    record = {"kind": "pt", "status": {"code": "secret"}, "parties": parties}
    found = seen(record, published=False, grants=GRANTS)
    assert found == Seen(False, True, frozenset({"A-1", "L-1"}), frozenset({"A-1"}))
    assert not seen({"kind": "tm"}, published=True, grants=GRANTS).confidential
    assert not GRANTS.is_confidential(Kind.PATENT, None)
