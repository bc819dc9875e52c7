"""Words that cannot be compared, on the page and on the command line: a sentence, never an empty list."""

from urllib.parse import quote

import httpx
import pytest

from tests.bad_words import COMPARED, CONTROLS, REFUSED


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_the_page_says_what_is_wrong(web: httpx.Client, words: str):
    if len(words) > 5_000:
        words = words[:5_000]  # what servers take as an address
    answer = web.get(f"/similar?words={quote(words, errors='surrogatepass')}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "No mark like it" not in answer.text


@pytest.mark.parametrize(("words", "normal"), (COMPARED | CONTROLS).values(), ids=COMPARED | CONTROLS)
def test_the_page_compares_the_rest_and_escapes_it(web: httpx.Client, words: str, normal: str | None):
    answer = web.get(f"/similar?words={quote(words, errors='surrogatepass')}")
    assert answer.status_code == 200
    if normal is not None and "\ud800" not in words:  # which no address can carry: it arrives as U+FFFD, a symbol
        assert f"<code>{normal}</code>" in answer.text
    assert "<script>" not in answer.text


def test_the_command_line_says_it_in_a_sentence(blazon):
    blazon("index", "--once")
    for words in [*REFUSED.values(), *(words for words, _ in CONTROLS.values())]:
        if "\0" in words or "\ud800" in words:
            continue  # no program can be given these as an argument
        done = blazon("similar", "--words", words, status=1)
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        assert done.stderr.strip().endswith((".", "!"))
