"""Thai: RTGS (recalled), syllable by syllable, and the foreign word that is spelled so.

A vowel may stand before the consonants it is spoken behind, around them, or not at all (A behind a consonant alone,
O between two). Tone marks are left out. Where a syllable ends is told by the letters: a consonant that has no vowel of
its own closes the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from similarity.romanisation.rules import ascii_letters
from similarity.romanisation.tables import tables

_LEFT_OUT = re.compile("[\u0e48-\u0e4b\u0e4e\u0e3a\u0e2f\u0e46]")  # tones, and the marks that end or repeat a word
_SIGN = "ะ-ู็"
_ALONE = f"(?![{_SIGN}])"
_SILENT = "[ิุ]?์"
_CLUSTER = f"(?:[กขคผพป][รลว]|[ตทดบฟสศซ]ร|[บฟ]ล|ห[งญนมยรลว]|อย(?=[าู]))(?!{_SILENT})"
_ONSET = f"(?P<onset>{_CLUSTER}|[ก-ฮ](?!{_SILENT}))"
_LETTER = f"[กขคฆงจชซฌญฎฏฐฑฒณดตถทธนบปพฟภมยรลวศษสฬ](?!{_SILENT}|[{_SIGN}]|อ{_ALONE}|รร)"
_CODA = f"(?P<coda>{_LETTER})"
_SYLLABLES = (  # before the onset, behind it, the vowel that is spoken; F is a coda, f one that may be missing
    ("เ", "ียะ?f", "IA"),
    ("เ", "ือะ?f", "UEA"),
    ("เ", "าะ", "O"),
    ("เ", "า", "AO"),
    ("เ", "อะ?f", "OE"),
    ("เ", "ิF", "OE"),
    ("เ", f"ย{_ALONE}", "OEI"),
    ("เ", "[ะ็]?f", "E"),
    ("แ", "[ะ็]?f", "AE"),
    ("โ", "ะ?f", "O"),
    ("[ไใ]", f"(?:ย{_ALONE})?", "AI"),
    ("", "ัวะ?", "UA"),
    ("", "ัF", "A"),
    ("", "รรF", "A"),
    ("", "รร", "AN"),
    ("", "ะ", "A"),
    ("", "ำ", "AM"),
    ("", "าf", "A"),
    ("", "[ิี]f", "I"),
    ("", "ึf", "UE"),
    ("", f"ื(?:อ{_ALONE})?f", "UE"),
    ("", "[ุู]f", "U"),
    ("", "็อ?f", "O"),
    ("", f"อ{_ALONE}f", "O"),
    ("", "วF", "UA"),
    ("", f"(?=[ก-ฮ]{_LETTER}$)", "A"),  # ถนน THANON
    ("", "F", "O"),
    ("", "", "A"),
)
_UNSILENCED = re.compile(f"(?P<onset>[ก-ฮ]){_SILENT}{_CODA}?")
_SILENCED = re.compile(f"(?:[ตท]ร|[ก-ฮ]){_SILENT}")


def spellings(run: str) -> tuple[str, ...]:
    """RTGS; the loan word with every consonant as it begins a syllable; the same with J, V and C; RTGS with K, P, T.

    มาร์ท → MAT, MART, MART, MAT; ช้าง → CHANG.
    """
    run = _LEFT_OUT.sub("", run).replace("\u0e4d\u0e32", "\u0e33").replace("เเ", "แ")  # NFKC takes AM apart
    found = tables("thai")
    initial, final, loan = found["initial"], found["final"], {**found["initial"], **found["loan"]}
    foreign = {**loan, **found["foreign"]}
    spoken = _SILENCED.sub("", run)
    plain = _spelled(spoken, initial, final)
    return plain, _spelled(run, loan, loan), _foreign(_spelled(run, foreign, foreign)), _spelled(spoken, loan, final)


def _foreign(spelled: str) -> str:
    return spelled.replace("OE", "ER").replace("AE", "A").replace("UE", "U")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    written = [
        (re.compile(before + _ONSET + behind.replace("F", _CODA).replace("f", f"{_CODA}?") + _ALONE), vowel)
        for before, behind, vowel in _SYLLABLES
    ]
    return ((_UNSILENCED, ""), *written)


def _spelled(run: str, initial: Mapping[str, str], final: Mapping[str, str]) -> str:
    spelled, place = "", 0
    while place < len(run):
        for pattern, vowel in _patterns():
            found = pattern.match(run, place)
            if found:
                spelled += _syllable(found.groupdict(), vowel, initial, final)
                place = found.end()
                break
        else:
            spelled += ascii_letters(run[place])
            place += 1
    return spelled


def _syllable(found: Mapping[str, str | None], vowel: str, initial: Mapping[str, str], final: Mapping[str, str]) -> str:
    letters, coda = found["onset"] or "", found.get("coda")
    onset = initial[letters] if letters in initial else "".join([initial[one] for one in letters])
    closing = final.get(coda, initial[coda]) if coda else ""
    if onset.endswith("UE"):  # ฤ and ฦ are a consonant with its vowel
        vowel = ""
    if closing in {"Y", "W"}:
        closing = {"Y": "I", "W": "O"}[closing]
    return onset + vowel + closing
