"""Colours that go together, each with the name it is claimed by (INID 591) and its Vienna section (29.01)."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

# ink, second, accent
HARMONIES = (
    ("#14213d", "#fca311", "#e5e5e5"), ("#264653", "#2a9d8f", "#e9c46a"), ("#1d3557", "#e63946", "#a8dadc"),
    ("#2b2d42", "#ef233c", "#8d99ae"), ("#0b3954", "#ff6663", "#bfd7ea"), ("#3d2c2e", "#c08552", "#f3e9dc"),
    ("#386641", "#a7c957", "#bc4749"), ("#283618", "#dda15e", "#fefae0"), ("#003049", "#d62828", "#f77f00"),
    ("#22223b", "#9a8c98", "#f2e9e4"), ("#540b0e", "#e09f3e", "#fff3b0"), ("#006d77", "#e29578", "#83c5be"),
    ("#5f0f40", "#fb8b24", "#e36414"), ("#0d1b2a", "#778da9", "#e0e1dd"), ("#4a4e69", "#c9ada7", "#22223b"),
    ("#023047", "#ffb703", "#8ecae6"), ("#6a040f", "#faa307", "#370617"), ("#3a5a40", "#a3b18a", "#dad7cd"),
    ("#3c096c", "#ff9e00", "#c77dff"), ("#10002b", "#9d4edd", "#e0aaff"), ("#1b4332", "#52b788", "#d8f3dc"),
    ("#7f5539", "#ddb892", "#ede0d4"), ("#212529", "#f03e3e", "#ced4da"), ("#005f73", "#ee9b00", "#94d2bd"),
    ("#b23a48", "#fcb9b2", "#461220"), ("#0077b6", "#90e0ef", "#03045e"), ("#ff5a5f", "#087e8b", "#3c3c3c"),
    ("#d00000", "#ffba08", "#3f88c5"), ("#2f3e46", "#84a98c", "#cad2c5"), ("#e07a5f", "#3d405b", "#81b29a"),
    ("#9b2226", "#ca6702", "#e9d8a6"), ("#155263", "#ff6f3c", "#ffc93c"),
)  # fmt: skip
MONOCHROME = ("#111111", "#707070", "#b4b4b4")
# Hue in degrees from red up to which a colour has the name, and its Vienna section.
HUES = (
    (14.0, "red", "29.01.01"), (44.0, "orange", "29.01.01"), (66.0, "yellow", "29.01.02"), (178.0, "green", "29.01.03"),
    (252.0, "blue", "29.01.04"), (332.0, "violet", "29.01.05"), (342.0, "pink", "29.01.01"), (360.0, "red", "29.01.01"),
)  # fmt: skip
PALE, HALF = 0.18, 0.5  # saturation below which a colour is grey; below which a dull red is brown
DARK, DULL = 0.17, 0.62  # value below which a colour is black; below which an orange is brown
TOO_LIGHT = 0.84  # to be seen on white
READABLE = 0.36  # difference of lightness
COUNTED = {2: "29.01.12", 3: "29.01.13", 4: "29.01.14"}


@dataclass(frozen=True)
class Palette:
    """#rrggbb of each paint a symbol may name."""

    ink: str
    second: str
    accent: str
    paper: str = "#ffffff"

    def colours(self) -> dict[str, str]:
        return {
            "ink": self.ink,
            "second": self.second,
            "accent": self.accent,
            "paper": self.paper,
            "caption": self.readable(self.paper, self.ink),
            "caption-on-ink": self.readable(self.ink, self.paper),
        }

    def readable(self, ground: str, otherwise: str) -> str:
        """The first of the second and third colours that small letters can be read in upon `ground`; else
        `otherwise`.
        """
        for colour in (self.second, self.accent):
            if abs(lightness(colour) - lightness(ground)) > READABLE:
                return colour
        return otherwise


def lightness(colour: str) -> float:
    """Of #rrggbb, 0 black to 1 white (ITU-R BT.601)."""
    r, g, b = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return (0.299 * r + 0.587 * g + 0.114 * b) / 255


def mixed(one: str, other: str) -> str:
    """The colour half way."""
    pairs = [(int(one[place : place + 2], 16), int(other[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{(a + b) // 2:02x}" for a, b in pairs)


def palette(rng: Random) -> Palette:
    """One of the harmonies, or black alone for one logo in six."""
    ink, second, accent = MONOCHROME if rng.random() < 0.17 else rng.choice(HARMONIES)
    if lightness(accent) > TOO_LIGHT:
        accent = mixed(accent, second)
    if lightness(second) > TOO_LIGHT:
        second = mixed(accent, ink)
    return Palette(ink, second, accent)


def called(colour: str) -> tuple[str, str]:
    """The plain name of #rrggbb and its Vienna section (29.01)."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)))
    if value < DARK:
        return "black", "29.01.08"
    if saturation < PALE:
        return ("white" if value > TOO_LIGHT else "grey"), "29.01.06"
    name, code = next((name, code) for most, name, code in HUES if hue * 360 <= most)
    brown = value < DULL and (name == "orange" or (name == "red" and saturation < HALF))
    return ("brown", "29.01.07") if brown else (name, code)
