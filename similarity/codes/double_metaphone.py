"""Double Metaphone (Lawrence Philips, C/C++ Users Journal, June 2000): how a name sounds, and how it may also sound.

SMITH is SM0 and XMT, SCHMIDT is XMT and SMT: they meet in XMT. 0 is the TH of THIN, X the SH of SHIP; vowels are left
out, but for an A where the word begins with one. Written anew from the description, as a table of rules.

Which variant: codes are as long as the word asks, not cut to four; a word is one word, so the rules for what follows
VAN, VON, SAN and MAC with a space are not here; Ç and Ñ come folded to C and N. One slip of the published program is
put right: behind SC it loses a letter, so that SCREAM is SKM; here it is SKRM, as SKREAM is. What is not A to Z is
silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from string import ascii_uppercase
from typing import NamedTuple, TypeAlias

VOWELS = "AEIOUY"

# A line is a rule: in which words, behind what, which letters, before what, sound as what, and as what else, heard in
# which word. The first that fits takes its letters; a letter that no rule takes is silent. Neighbours are those of the
# word as written: `v` a vowel, `c` any other letter, `^` and `$` its ends, `!` none of these; `-` is nothing. Words
# that begin with SCH or MC are `sch` and `mc`, and those with W, K or CZ in them are held for `slavic` (or German).
RULES = """
-       ^                       v        -                     A    A    OTTO
-       -                       BB?      -                     P    P    BOB

-       cA                      CH       !E|I                  K    K    BACH
-       [BM]A                   CH       ER                    K    K    MACHER
-       ^                       C        AESAR                 S    S    CAESAR
-       -                       CH       IA                    K    K    CHIANTI
-       .                       CH       AE                    K    X    MICHAEL
-       ^                       CH       ORE                   X    X    CHORE
-       ^                       CH       ARAC|ARIS|OR|YM|EM    K    K    CHORUS
sch     -                       CH       -                     K    K    SCHLEICHER
-       AR                      CH       IT                    K    K    ARCHITECT
-       OR                      CH       ES|ID                 K    K    ORCHID
-       -                       CH       T|S                   K    K    FUCHSIA
-       ^|[AEOU]                CH       [BFHLMNRVW]|$         K    K    LEACH
mc      -                       CH       -                     K    K    MCHUGH
-       ^                       CH       -                     X    X    CHURCHILL
-       -                       CH       -                     X    K    RICHARD
-       WI                      C        Z                     K    K    SCHIMANOWICZ
-       -                       CZ       -                     S    X    CZERNY
-       -                       CC       IA                    X    X    FOCACCIA
-       ^M                      CC       !E|I                  K    K    MCCLELLAN
-       ^M                      C        C                     K    K    MCCENROE
-       ^A                      CC       E|I|H(?!U)            KS   KS   ACCIDENT
-       U                       CC       EE|ES                 KS   KS   SUCCEED
-       -                       CC       E|I|H(?!U)            X    X    BERTUCCI
-       -                       CC       -                     K    K    BACCHUS
-       -                       C[GKQ]   -                     K    K    BECKER
-       -                       C        I[AEO]                S    X    ANCIENT
-       -                       C        E|I|Y                 S    S    CYAN
-       -                       C        -                     K    K    COLA

-       -                       DG       E|I|Y                 J    J    EDGE
-       -                       DG       -                     TK   TK   EDGAR
-       -                       D[DT]?   -                     T    T    DAVID
-       -                       FF?      -                     F    F    COFFEE

-       ^                       G        N                     -    -    GNOME
-       c                       GH       -                     K    K    AFGHAN
-       ^                       GH       I                     J    J    GHISLANE
-       ^                       GH       -                     K    K    GHOUL
-       [BDH].|[BDH]..|[BH]...  GH       -                     -    -    HUGH
-       [CGLRT].U               GH       -                     F    F    LAUGH
-       I                       GH       -                     -    -    WEIGHT
-       -                       GH       -                     K    K    VAUGHAN
slavic  -                       GN       -                     KN   KN   WAGNER
-       ^v                      GN       -                     KN   N    AGNES
-       -                       GN       EY                    KN   KN   CAGNEY
-       -                       GN       -                     N    KN   MAGNUS
slavic  -                       G        LI                    K    K    WEGLINSKI
-       -                       GL       I                     KL   L    TAGLIARO
-       ^                       G        Y|E[BILPRSY]|I[BELN]  K    J    GIBBS
-       ^[DMR]AN                G        ER                    J    K    DANGER
-       ![EI]                   G        ER                    K    J    ROGERS
-       ![EIOR]                 G        Y                     K    J    BULGY
sch     -                       GG?      E|I|Y                 K    K    SCHLEGEL
-       -                       G        ET                    K    K    TARGET
-       -                       G        IER$                  J    J    ROGIER
-       -                       G        E|I|Y                 J    K    PAGE
-       [AO]                    GG       I                     J    K    BIAGGI
-       -                       GG?      -                     K    K    GAGA

-       ^|v                     H        v                     H    H    HAHA

-       ^                       J        OSE$                  H    H    JOSE
-       -                       J        OSE                   J    H    JOSEPH
-       ^                       JJ?      -                     J    A    JACOB
slavic  v                       J        [AO]                  J    J    KOJAK
-       v                       J        [AO]                  J    H    BAJADOR
-       -                       J        $                     J    -    SVARAJ
-       ![KLS]                  JJ?      ![BKLMNSTZ]           J    J    ABJECT
-       -                       JJ?      -                     -    -    KJELL

-       ^                       K        N                     -    -    KNIGHT
-       -                       KK?      -                     K    K    KODAK
-       I                       LL       [AO]$                 L    -    VILLA
-       A                       LL       E$                    L    -    CREVALLE
-       A                       LL       E.*+(?<=[AO])         L    -    GALLEGO
-       A                       LL       E.*+(?<=[AO]S)        L    -    GALLEGOS
-       -                       LL?      -                     L    L    LILLY
-       U                       MB       ER|$                  M    M    THUMB
-       -                       MM?      -                     M    M    MIAMI
-       -                       NN?      -                     N    N    ANNA
-       ^                       P        N|S                   -    -    PSALM
-       -                       PH       -                     F    F    PHILIPS
-       -                       P[BP]?   -                     P    P    CAMPBELL
-       -                       QQ?      -                     K    K    QUEEN

slavic  IE                      R        $                     R    R    SKIER
-       M[AE]IE                 R        $                     R    R    MEIER
-       IE                      R        $                     -    R    XAVIER
-       -                       RR?      -                     R    R    FERRARI

-       [IY]                    S        L                     -    -    ISLAND
-       ^                       S        UGAR                  X    S    SUGAR
-       -                       SH       EIM|OEK|OLM|OLZ       S    S    HEIMSHEIM
-       -                       SH       -                     X    X    SHELL
slavic  -                       S        I[AO]                 S    S    KASIA
-       -                       S        I[AO]                 S    X    ASIA
-       ^                       S        [LMNW]                S    X    SMITH
-       -                       SZ       -                     S    X    LISZT
-       -                       SCH      E[NR]                 X    SK   SCHENKER
-       -                       SCH      OO|UY|E[DM]           SK   SK   SCHOONER
-       ^                       SCH      ![AEIOUWY]            X    S    SCHMIDT
-       -                       SCH      -                     X    X    SCHULMAN
-       -                       SC       E|I|Y                 S    S    SCENIC
-       -                       SC       -                     SK   SK   SCREAM
-       [AO]I                   S        $                     -    S    ARTOIS
-       -                       SS?      -                     S    S    ROSS

-       -                       T        IA|ION                X    X    NATION
-       -                       TCH      -                     X    X    WATCH
sch     -                       TT?H     -                     T    T    SCHLOTHEIM
-       -                       TH       [AO]M                 T    T    THOMAS
-       -                       TT?H     -                     0    T    MATTHEW
-       -                       T[DT]?   -                     T    T    OTTO
-       -                       VV?      -                     F    F    VOLVO

-       -                       WR       -                     R    R    WRIGHT
-       ^                       WI[CT]Z  -                     ATS  FFX  WITZKE
-       ^                       W        v                     A    F    WALTER
-       ^                       W        H                     A    A    WHITE
-       v                       W        $                     -    F    ARNOW
-       [EO]                    W        SK[IY]                -    F    LEWSKI
sch     -                       W        -                     -    F    SCHWABACH
-       -                       WI[CT]Z  -                     TS   FX   FILIPOWICZ

-       ^                       X        -                     S    S    XEROX
-       [AO]U                   X        $                     -    -    BREAUX
-       -                       X[CX]?   -                     KS   KS   EXCEL
-       -                       ZH       -                     J    J    ZHANG
-       -                       ZZ       [AIO]                 S    TS   PIZZA
slavic  [^T]                    ZZ?      -                     S    TS   KAZOO
-       -                       ZZ?      -                     S    S    ZORRO
"""

_Reader: TypeAlias = "tuple[Callable[[str, int], re.Match[str] | None], list[Rule]]"


class Rule(NamedTuple):
    """One line of the table."""

    words: str
    behind: str
    letters: str
    before: str
    primary: str
    secondary: str
    example: str

    @property
    def pattern(self) -> str:
        return _looking("<", self.behind) + _expression(self.letters) + _looking("", self.before)

    def may_read(self, letter: str) -> bool:
        return self.letters[0] == ("v" if letter in VOWELS else letter)


def double_metaphone(word: str) -> tuple[str, str]:
    """The code of a word of A to Z and its second code, which is empty when it is the same."""
    rules = heard(word)
    primary = "".join([rule.primary for rule in rules])
    secondary = "".join([rule.secondary for rule in rules])
    return primary, "" if secondary == primary else secondary


def heard(word: str) -> list[Rule]:
    """The rules that read the word, from its first letter to its last."""
    slavic = "W" in word or "K" in word or "CZ" in word
    readers = _readers(slavic, "sch" if word.startswith("SCH") else "mc" if word.startswith("MC") else "")
    found: list[Rule] = []
    place = 0
    while place < len(word):
        read, rules = readers.get(word[place], _NO_LETTER)
        match = read(word, place)
        if match:
            found.append(rules[(match.lastindex or 0) - 1])
            place = match.end()
        else:
            place += 1
    return found


def table() -> list[Rule]:
    """The rules, in the order in which they are tried."""
    rules = [Rule(*line.split()) for line in RULES.splitlines() if line]
    return [rule._replace(primary=rule.primary.strip("-"), secondary=rule.secondary.strip("-")) for rule in rules]


@cache
def _readers(slavic: bool, opening: str) -> dict[str, _Reader]:
    """For each letter what reads it in such words."""
    rules = [rule for rule in table() if rule.words in ("-", opening, "slavic" if slavic else "-")]
    return {letter: _reader([rule for rule in rules if rule.may_read(letter)]) for letter in ascii_uppercase}


def _reader(rules: list[Rule]) -> _Reader:
    return re.compile("|".join([f"({rule.pattern})" for rule in rules])).match, rules


def _looking(way: str, neighbours: str) -> str:
    """The expression for what stands behind the letters (`<`) or before which they stand."""
    if neighbours == "-":
        return ""
    sign = "!" if neighbours[0] == "!" else "="
    looks = [f"(?{way}{sign}{_expression(one)})" for one in neighbours.removeprefix("!").split("|")]
    return "".join(looks) if sign == "!" else f"(?:{'|'.join(looks)})"


def _expression(letters: str) -> str:
    return letters.replace("v", f"[{VOWELS}]").replace("c", f"[^{VOWELS}]")


_NO_LETTER: _Reader = re.compile("(?!)").match, []
