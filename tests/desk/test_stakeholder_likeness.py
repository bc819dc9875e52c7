"""Who may be the same: pairs as a person judges them, the reasons in words, and the cost of looking among many."""

import time

import numpy as np
import pytest

from desk.stakeholders import finding, names
from desk.stakeholders.comparing import alike
from registry.stakeholder_data import Details

BERN = {"lines": ["Hauptstrasse 1"], "city": "Bern", "postcode": "3000", "country": "CH"}
GENEVA = {"lines": ["Rue du Lac 9"], "city": "Genève", "postcode": "1200", "country": "CH"}
SAME = (  # names and addresses, a word of the reasons
    ("Ada Weber", BERN, "Ada Weber", BERN, "the same name"),
    ("Ada Weber", BERN, "Weber, Ada", GENEVA, "another order"),
    ("Ada Weber", BERN, "A. Weber", BERN, "may be short for"),
    ("Alpen Werke GmbH", BERN, "Alpen Werke AG", BERN, "but for the legal form"),
    ("Alpen Werke", BERN, "ALPENWERKE Gesellschaft mit beschränkter Haftung", BERN, "same letters"),
    ("Nestlé S.A.", BERN, "Nestle SA", BERN, "written otherwise"),
    ("Acme Ltd", BERN, "ACME Limited", GENEVA, "the legal form written otherwise"),
    ("Müller & Söhne OHG", BERN, "Muller and Sohne OHG", BERN, "the same name"),
    ("Siemens AG", BERN, "Siemnes AG", BERN, "changed places"),
    ("Kanzlei Steinbrecher", BERN, "Kanzlei Steinbrechner", BERN, "differ in 1"),
    ("Meyer Optik", BERN, "Maier Optik", BERN, ""),
    ("ООО Ромашка", BERN, "Romashka LLC", BERN, "another script"),
    ("株式会社トヨタ", BERN, "Toyota KK", BERN, "another script"),
    ("Zürcher Kanton Bank", BERN, "Zürcher Kanton Bank Filiale", BERN, "contains all words"),
)
DIFFERENT = (
    ("Ada Weber", BERN, "Ben Weber", BERN),
    ("Bank of America", BERN, "Bank of India", BERN),
    ("Alpen Werke GmbH", BERN, "Alpen Käse GmbH", BERN),
    ("Nova", BERN, "Nora", BERN),
    ("Schmidt Consulting", BERN, "Schmied Handel", GENEVA),
    ("Delta Air", {"country": "US"}, "Delta Airs", {"country": "CH"}),
    ("Europäische Union", None, "Europäische Zentralbank", None),
)


def details(name: str, address: object) -> Details:
    return Details.model_validate({"name": name, "address": address})


@pytest.mark.parametrize(("one", "where", "other", "there", "said"), SAME)
def test_pairs_who_are_the_same_meet_and_say_why(one: str, where: object, other: str, there: object, said: str):
    pair = details(one, where), details(other, there)
    blocks = [set(names.names(each).blocks) for each in pair]
    assert blocks[0] & blocks[1], "they are never compared"
    found = alike(*pair)
    assert found is not None
    assert said in "; ".join(found.reasons)
    assert alike(pair[1], pair[0]) is not None


@pytest.mark.parametrize(("one", "where", "other", "there"), DIFFERENT)
def test_pairs_who_are_not_are_not_shown(one: str, where: object, other: str, there: object):
    assert alike(details(one, where), details(other, there)) is None


def test_evidence_is_said_and_counts():
    one = Details(name="Ada Weber", email="ada@weber.example", phone="+41 31 123 45 67", nature="person")
    other = Details(name="A. Weber", email="ADA@weber.example", phone="031 123 45 67", nature="person")
    found = alike(one, other)
    assert found is not None
    assert found.reasons == ("A WEBER may be short for ADA WEBER", "the same e-mail", "the same phone")
    firm = one.model_copy(update={"nature": "company"})
    against = alike(firm, other)
    assert against is not None
    assert against.points < found.points
    assert against.reasons[-1] == "of another legal nature (company, person)"


def test_a_form_alone_is_a_name_and_a_word_that_looks_like_one_stays():
    assert names.read("AG").words == ("AG",)
    assert names.read("AS Roma").words == ("AS", "ROMA")
    assert names.read("Kanzlei Süd GmbH & Co. KG").form == "gmbh-co-kg"
    assert names.read("").spelled == ()
    assert names.names(Details(name="!")).blocks == ()


def test_every_pair_of_a_small_block_is_compared_and_a_large_one_costs_a_window():
    small = [["a", f"only {row}"] for row in range(finding.SMALL)]
    assert len(finding.candidates(small)) == finding.SMALL * (finding.SMALL - 1) // 2
    many = 5_000
    large = finding.candidates([["common"]] * many)
    assert len(large) <= many * finding.WINDOW
    assert len(finding.candidates([["a", "b"], ["b", "a"]])) == 1
    assert finding.candidates([[], []]).shape == (0, 2)
    assert finding.candidates([]).shape == (0, 2)


def test_the_cost_grows_with_the_number_of_names():
    rng = np.random.default_rng(7)

    def took(size: int) -> tuple[int, float]:
        blocks = [[f"k{key}" for key in rng.integers(0, size * 4, 12)] + ["of all"] for _ in range(size)]
        began = time.process_time()
        return len(finding.candidates(blocks)), time.process_time() - began

    (few, _), (many, _) = took(2_000), took(16_000)
    assert many < few * 8 * 1.5
