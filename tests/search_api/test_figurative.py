"""Vienna categories are proposed by the nearest pictures that have any, the nearer the more."""

from search_api.figurative import NEAREST, categories, suggested

FISH, BIRD, SUN = "03.09", "03.07", "01.03"


def test_a_category_counts_as_much_as_its_pictures_are_alike():
    near = [(900_000, ["03", FISH, "03.09.01"]), (800_000, ["03", BIRD]), (500_000, [])]
    found = {one.code: one.share for one in suggested(near)}
    assert found == {FISH: round(0.81 / 1.45, 3), BIRD: round(0.64 / 1.45, 3)}
    assert [one.code for one in suggested(near)] == [FISH, BIRD]


def test_what_few_have_or_only_the_far_is_not_proposed():
    near = [(900_000, [FISH])] * (NEAREST - 1) + [(900_000, [SUN])]
    assert [one.code for one in suggested(near)] == [FISH]
    assert suggested([(900_000, [])] * NEAREST + [(900_000, [FISH])]) == ()
    assert suggested([]) == ()


def test_categories_stand_between_divisions_and_sections():
    assert categories(["03", FISH, "03.09.01", "29.01"]) == {FISH, "29.01"}
