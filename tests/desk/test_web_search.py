"""The pages of a search and of similar marks: what they find, narrow and explain, and which criteria they refuse."""

import re
from typing import Any

import httpx
import pytest

from tests.desk.web_pages import text


def test_a_search_finds_and_its_facets_narrow(web: httpx.Client):
    answer = web.get("/search", params={"words": "tide"})
    assert "MORNING TIDE" in answer.text
    assert "Tide gauge" in answer.text
    narrowed = web.get("/search", params={"words": "tide", "kind": "pt"})
    assert "Tide gauge" in narrowed.text
    assert "MORNING TIDE" not in narrowed.text
    assert "Right: Patent" in narrowed.text


def test_several_values_of_one_field_are_read(web: httpx.Client):
    both = web.get("/search", params={"class": "9, 25", "owner": "Tideworks"})
    assert "Morning Tyde" in both.text
    assert "Unkles&#39; Bend" in both.text
    assert "MORNING TIDE" not in both.text
    assert 'value="9, 25"' in both.text


def test_a_facet_link_takes_away_what_was_written_otherwise(web: httpx.Client):
    """09 is class 9: the link that takes it away must not leave 09 behind."""
    page = web.get("/search", params={"class": "09", "words": "bend"}).text
    link = re.search(r'<a href="(/search\?[^"]*)"><bdi>Nice class: 9</bdi>', page)
    assert link
    assert link[1] == "/search?words=bend"


def test_the_next_page_goes_on_where_the_first_ended(web: httpx.Client):
    first = web.get("/search", params={"words": "herring"})
    assert "37 files" in text(first)
    link = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert link
    second = web.get(link[1].replace("&amp;", "&"))
    numbers = [set(re.findall(r"TM/2025/\d{6}", page.text)) for page in (first, second)]
    assert len(numbers[0]) == 25
    assert len(numbers[1]) == 12
    assert not numbers[0] & numbers[1]
    assert "First page" in second.text


@pytest.mark.parametrize("params", [{"words": ""}, {"words": "   ", "owner": ""}])
def test_an_empty_search_says_what_to_give(web: httpx.Client, params: dict[str, str]):
    for path in ("/search", "/similar"):
        answer = web.get(path, params=params)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert "Give at least one of words" in text(web.get("/search", params=params))


@pytest.mark.parametrize("path", ["/search", "/similar"])
def test_a_search_of_ten_thousand_characters_is_refused_with_a_sentence(web: httpx.Client, path: str):
    answer = web.get(path, params={"words": "a" * 10_000})
    assert answer.status_code == 422
    assert re.search("longer than 1000 characters|10,000 characters were asked for", text(answer))
    assert "0 files" not in answer.text


def test_control_characters_are_refused_or_said_to_be_left_out(web: httpx.Client):
    answer = web.get("/search", params={"words": "ti\x00de"})
    assert answer.status_code == 422
    assert "character 3 is the control character U+0000" in text(answer).replace("Character", "character")
    compared = web.get("/similar", params={"words": "Uncle\u200b Ben's\x07"})
    assert compared.status_code == 200
    assert "U+200B" in compared.text
    assert "\x07" not in compared.text


def test_right_to_left_words_are_found_and_kept_apart(web: httpx.Client):
    answer = web.get("/search", params={"words": "النور"})
    assert "<bdi>شركة النور</bdi>" in answer.text
    assert web.get("/similar", params={"words": "شركة النور"}).text.count("<mark>")


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"class": "99"}, "there is no class"),
        ({"kind": "xx"}, "Choose one of"),
        ({"filed_from": "yesterday"}, "2026-11-23"),
        ({"filed_from": "2026-02-01", "filed_to": "2026-01-01"}, "Exchange the two days"),
        ({"colour": "red"}, "there is no such criterion"),
        ({"words": "tide", "limit": "1000"}, "Give at most 100"),
        ({"words": "tide", "after": "nonsense"}, "cursor"),
    ],
)
def test_a_criterion_that_cannot_be_used_is_named_with_a_remedy(web: httpx.Client, params: dict[str, str], said: str):
    answer = web.get("/search", params=params)
    assert answer.status_code == 422
    assert said.lower() in text(answer).lower()
    assert " files</h2>" not in answer.text


def test_nothing_found_is_said_to_be_complete(web: httpx.Client):
    answer = web.get("/search", params={"words": "qqzzxx"})
    assert answer.status_code == 200
    assert "Nothing was found. The search was complete" in answer.text


def test_similar_marks_come_with_the_reason_and_the_letters(web: httpx.Client):
    page = web.get("/similar", params={"words": "Unkle Bens"}).text
    first = page.split('<li class="entry">')[1]
    assert "Uncle Ben" in first
    assert "<mark>" in first
    assert "sound the same" in first
    assert "Visual" in first
    assert "Aural" in first
    assert "Class <strong" in first
    assert "24 December 2020" in first  # the priority
    assert "Conceptual" in first
    spelled = web.get("/similar", params={"words": "Unkle Bens", "strategy": "spelling"}).text
    assert "Not compared: aural and conceptual similarity" in spelled
    assert "UNKLE BENS" in page  # how the words were read


def test_similar_marks_can_be_narrowed(web: httpx.Client):
    def found(**params: Any) -> str:
        return web.get("/similar", params={"words": "morning tide", **params}).text

    assert "Morning Tyde" in found()
    assert "Morning Tyde" not in found(**{"class": "30"})
    assert "TM/2026/000002" in found()
    assert "TM/2026/000002" not in found(before="2020-01-01")
    assert web.get("/similar", params={"words": "x", "class": "77"}).status_code == 422
    assert web.get("/similar", params={"words": "x", "before": "soon"}).status_code == 422
    assert "There is no strategy" in web.get("/similar", params={"words": "x", "strategy": "nope"}).text
