"""Korean Hangul: Revised Romanization 2000 (recalled), by arithmetic on the code points.

The first spelling is the Revised one with the sound changes it writes (신라 SILLA, 독립 DONGNIP). The others are how
firms spell themselves (삼성 SAMSUNG, 현대 HYUNDAE; closer to McCune-Reischauer 1939) and the foreign word that the
syllables stand for: Korean puts the vowel EU behind a consonant that has none, and writes P for F and EO for ER.
"""

from __future__ import annotations

from typing import NamedTuple

_FIRST, _VOWELS, _FINALS = 0xAC00, 21, 28
_INITIAL = (
    *("G", "KK", "N", "D", "TT", "R", "M", "B", "PP"),
    *("S", "SS", "", "J", "JJ", "CH", "K", "T", "P", "H"),
)
_VOWEL = (
    *("A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA"),
    *("WAE", "OE", "YO", "U", "WO", "WE", "WI", "YU", "EU", "UI", "I"),
)
_FINAL = (
    *("", "K", "K", "K", "N", "N", "N", "T", "L", "K", "M", "L", "L", "L"),
    *("P", "L", "M", "P", "P", "T", "T", "NG", "T", "T", "K", "T", "P", "T"),
)
_CARRIED = (
    *("", "G", "KK", "KS", "N", "NJ", "N", "D", "R", "LG", "LM", "LB", "LS", "LT"),
    *("LP", "R", "M", "B", "PS", "S", "SS", "NG", "J", "CH", "K", "T", "P", ""),
)  # before a vowel
_MEETING = {  # a final and an initial that sound otherwise than each alone
    "KN": "NGN",
    "KM": "NGM",
    "TN": "NN",
    "TM": "NM",
    "PN": "MN",
    "PM": "MM",
    "KR": "NGN",
    "TR": "NN",
    "PR": "MN",
    "MR": "MN",
    "NGR": "NGN",
    "NR": "LL",
    "LN": "LL",
    "LR": "LL",
}
_WITH_H = {6: "N", 15: "L", 27: ""}  # finals with ㅎ, which is heard in the consonant behind it alone: 좋다 JOTA
_ASPIRATED = {"G": "K", "D": "T", "J": "CH"}
_PALATAL = {"D": "J", "T": "CH"}  # before I: 같이 GACHI

_OWN_VOWEL_OPEN = {"U": "OO", "EU": "U"}
_OWN_VOWEL_CLOSED = {"EO": "U", "YEO": "YU", "EU": "U"}
_OWN_START = {"OO": "W", "G": "K", "R": "L"}
_FOREIGN_VOWEL = ({"EO": "ER"}, {"EO": "U"})  # open and closed
_LOAN_VOWEL = {"EO": "O", "EU": "U", "YEO": "YO"}
_UNVOICED = {"G": "K", "B": "P", "J": "CH", "D": "T"}
_SIMPLE = {"KK": "K", "TT": "T", "PP": "P", "SS": "S", "JJ": "J", "R": "L"}


class _Syllable(NamedTuple):
    onset: str  # with the final of the syllable before it, where the two sound together
    vowel: str
    coda: str  # "" where it is carried into the onset behind it


def spellings(run: str) -> tuple[str, ...]:
    """Revised Romanization, the foreign word, as firms spell, the foreign word with F and ER and unvoiced at the start.

    페이스북 → PEISEUBUK, PEISBUK, PEISUBUK, FEISBUK.
    """
    syllables = _heard([_taken_apart(one) for one in run if 0 <= ord(one) - _FIRST < len(_INITIAL) * _VOWELS * _FINALS])
    revised = "".join(["".join(one) for one in syllables])
    return revised, _loan(syllables), _own(syllables), _foreign(syllables)


def _taken_apart(character: str) -> tuple[int, int, int]:
    code = ord(character) - _FIRST
    return code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS


def _heard(letters: list[tuple[int, int, int]]) -> list[_Syllable]:
    """The syllables as they sound one behind the other."""
    heard = []
    carried = ""
    for place, (initial, vowel, final) in enumerate(letters):
        onset = carried + _INITIAL[initial] if not carried.endswith("!") else carried[:-1]
        following = letters[place + 1] if place + 1 < len(letters) else None
        coda, carried = (_FINAL[final], "") if following is None else _met(final, following)
        heard.append(_Syllable(onset, _VOWEL[vowel], coda))
    return heard


def _met(final: int, following: tuple[int, int, int]) -> tuple[str, str]:
    """The coda that stays and what the next onset begins with; `!` says that this is the whole onset."""
    initial, vowel = _INITIAL[following[0]], _VOWEL[following[1]]
    if final in _WITH_H and (initial in _ASPIRATED or not initial):
        return (_WITH_H[final], _ASPIRATED[initial] + "!") if initial else ("", _CARRIED[final])
    if not initial:
        whole = _CARRIED[final]
        if vowel == "I" and whole[-1:] in _PALATAL:
            whole = whole[:-1] + _PALATAL[whole[-1:]]
        return ("NG", "") if whole == "NG" else ("", whole)
    coda = _FINAL[final]
    met = _MEETING.get(coda + initial)
    return (met[:-1], met[-1] + "!") if met else (coda, "")


def _own(syllables: list[_Syllable]) -> str:
    """As firms spell: 현대 HYUNDAE, 우리 WOORI, 신한 SHINHAN, 롯데 LOTTE."""
    spelled = ""
    for place, one in enumerate(syllables):
        own = _OWN_VOWEL_CLOSED if one.coda else _OWN_VOWEL_OPEN if one.onset or not place else {}
        vowel = own.get(one.vowel, one.vowel)
        onset = one.onset if place else _OWN_START.get(one.onset + vowel, _OWN_START.get(one.onset, one.onset))
        if onset.endswith("S") and vowel == "I":
            onset += "H"
        spelled += _palatal(onset, vowel) + one.coda
    return spelled.replace("TD", "TT")


def _loan(syllables: list[_Syllable]) -> str:
    """The foreign word: without the EU that is put in, tense consonants as plain ones, L for R."""
    spelled = ""
    for written, vowel, coda in syllables:
        onset = _SIMPLE.get(written, written)
        if vowel == "EU" and onset and coda in {"", "L"}:  # 스 S, 즈 Z, 츠 TS, 블 BL
            spelled += {"J": "Z", "CH": "TS"}.get(onset, onset) + coda
        else:
            spelled += _palatal(onset, _LOAN_VOWEL.get(vowel, vowel)) + coda
    return spelled.replace("LL", "L")


def _foreign(syllables: list[_Syllable]) -> str:
    """As the foreign word, with F for P and ER or U for EO, and at the start K, P, T and CH for G, B, D and J."""
    written = []
    for place, (onset, vowel, coda) in enumerate(syllables):
        heard = "F" if onset == "P" else onset if place else _UNVOICED.get(onset, onset)
        written.append(_Syllable(heard, _FOREIGN_VOWEL[bool(coda)].get(vowel, vowel), coda))
    return _loan(written)


def _palatal(onset: str, vowel: str) -> str:
    """S before a Y is SH, and J and CH have the Y in them: 미샤 MISHA, 쥬스 JUS."""
    if vowel.startswith("Y") and onset in {"S", "SS", "J", "JJ", "CH"}:
        return {"S": "SH", "SS": "SSH"}.get(onset, onset) + vowel[1:]
    return onset + vowel
