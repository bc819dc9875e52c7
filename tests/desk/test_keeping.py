"""What of an exact order is shown, and what is lost."""

from desk.evaluation.keeping import Kept


def test_shares_are_of_the_exact_first_and_what_is_lost_is_named():
    kept = Kept()
    kept.add("one", [f"m{n}" for n in range(20)], [f"m{n}" for n in range(19)], str.upper)
    kept.add("two", ["a", "b"], ["b", "a"], str.upper)
    kept.add("nothing", [], ["a"], str.upper)
    found = kept.report()
    assert kept.answered == 2
    assert found["kept"] == {"10": 1, "50": 0.975, "100": 0.975}
    assert found["interval"] == {"10": [1, 1], "50": [0.95, 1], "100": [0.95, 1]}
    assert found["lost"] == [{"asked": "one", "marks": ["M19 (m19)"]}]


def test_nothing_answered_has_no_figures():
    assert Kept().report() == {"kept": {}, "interval": {}, "lost": []}
