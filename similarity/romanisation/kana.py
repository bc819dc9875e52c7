"""Japanese kana: Hepburn (recalled), and for Katakana the foreign word that the syllables stand for.

A Katakana word fits a foreign word to Japanese syllables: a vowel is put behind each consonant that has none (U; O
behind T and D; I behind CH and J), R stands for L too, SHI for SI, a long A for AR and ER. The loan spellings take that
back, and write C for K in the last of them.
Kanji between kana are read as Chinese, character by character: their Japanese reading needs a dictionary.
"""

from __future__ import annotations

import re
from functools import lru_cache

from similarity.romanisation.rules import Rules, with_c
from similarity.romanisation.tables import tables

_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_EXTENSIONS = str.maketrans("ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ", "くしすとぬはひふへほむらりるれろ")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u31f0-\u31ff]")
_DOUBLE, _LONG = "*", "-"
_PUT_IN = re.compile(r"(?:[KGSZBPFVMRN]|TS|SH|CH|J)U|[TD]O")
_PUT_IN_AT_THE_END = re.compile(r"(?:CH|J)I")
_CLUSTERS = re.compile(r"[KGPBF][RLWY]|[TD][RW]|S[KTPMNLRW]|S[KTP][RL]")  # that may begin a word of Europe
_MOST_AT_THE_END = 2
_MOST_INSIDE = 3


def spellings(run: str) -> tuple[str, ...]:
    """Hepburn as in passports, the loan word with L and with R, with C for K, Hepburn with long vowels written twice.

    ファミリーマート → FAMIRIMATO, FAMILIMART, FAMIRIMAT, FAMIRIIMAATO; Hiragana have the first and the last alone.
    """
    syllables = _syllables(run)
    plain, long = _hepburn(syllables), _long(syllables)
    if not _KATAKANA.search(run):
        return plain, plain, plain, long
    foreign = _loan(syllables, "L")
    return plain, foreign, _loan(syllables, "R"), with_c(re.sub("Z$", "S", foreign)), long


@lru_cache(maxsize=1)
def _rules() -> Rules:
    found = tables("kana")
    return Rules(found["combinations"], found["kana"], found["small"], found["marks"])


def _syllables(run: str) -> list[str]:
    hiragana = run.translate(_EXTENSIONS).translate(_TO_HIRAGANA)
    return [one for one in _rules().parts(hiragana) if one]


def _joined(parts: list[str]) -> str:
    """The parts as one word: a doubling before what it doubles, as T before CH."""
    text = re.sub(r"\*+(?=CH)", "T", "".join(parts))
    return re.sub(r"\*+(\w)", r"\1\1", text).replace(_DOUBLE, "")


def _hepburn(syllables: list[str]) -> str:
    text = _joined(syllables)
    return re.sub(r"O[UO]|OO|UU", lambda found: found[0][0], text.replace(_LONG, ""))


def _long(syllables: list[str]) -> str:
    text = re.sub("([AIUEO])-", r"\1\1", _joined(syllables)).replace(_LONG, "")
    return re.sub("N(?=[BMP])", "M", text)


def _loan(syllables: list[str], liquid: str) -> str:
    kept = [_loan_syllable(one, liquid) for one in _without_put_in_vowels(syllables)]
    text = re.sub(r"\*+(?![^AIUEO]{1,2}[AIUEO])", "", "".join(kept))  # ロッテ LOTTE, but ポップ POP
    text = _joined([text])
    if liquid == "L":
        text = re.sub("([TD])L", r"\1R", re.sub("A-(?![LRN])", "AR", text))
    return text.replace(_LONG, "")


def _loan_syllable(syllable: str, liquid: str) -> str:
    return syllable.replace("R", "L") if liquid == "L" else syllable.replace("SHI", "SI")


def _without_put_in_vowels(syllables: list[str]) -> list[str]:
    """Vowels left out from the end of the word to its start, as long as no more consonants meet than can be spoken."""
    kept = list(syllables)
    for place in range(len(kept) - 1, 0, -1):
        at_end = place == len(kept) - 1
        syllable, behind = kept[place], "" if at_end else kept[place + 1]
        if not _PUT_IN.fullmatch(syllable) and not (at_end and _PUT_IN_AT_THE_END.fullmatch(syllable)):
            continue
        if behind and (behind[0] in "AIUEON-" or (behind[0] == _DOUBLE)):
            continue
        if _bare(kept, place + 1) < (_MOST_AT_THE_END if _to_the_end(kept, place + 1) else _MOST_INSIDE):
            kept[place] = syllable[:-1]
    if len(kept) > 1 and _PUT_IN.fullmatch(kept[0]) and _CLUSTERS.fullmatch(kept[0][:-1] + _onset(kept, 1)):
        kept[0] = kept[0][:-1]
    return kept


def _bare(parts: list[str], place: int) -> int:
    """How many parts from `place` on have no vowel."""
    count = 0
    while place + count < len(parts) and not re.search("[AIUEO*-]", parts[place + count]):
        count += 1
    return count


def _to_the_end(parts: list[str], place: int) -> bool:
    return place + _bare(parts, place) == len(parts)


def _onset(parts: list[str], place: int) -> str:
    """The consonants before the first vowel from `place` on."""
    found = re.match("[^AIUEO*-]*", "".join(parts[place : place + 3]))
    return found[0] if found else ""
