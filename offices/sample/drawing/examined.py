"""What an examiner notes of a logo: Vienna codes, the colours claimed (591), the description (571)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offices.sample.drawing.motifs import MOTIFS, Code
from offices.sample.drawing.palette import COUNTED, MONOCHROME, called

if TYPE_CHECKING:
    from offices.sample.drawing.plan import Plan

ABSTRACT = {"rings", "quarters", "stripes", "triangles", "squares", "dots", "lines"}
CIRCLES, QUADRILATERALS = ("26.01.03", "Circles"), ("26.04.02", "Quadrilaterals")
CHINESE_OR_JAPANESE = ("28.03", "Inscriptions in Chinese or Japanese characters")
# What a ground is called, and its code.
GROUNDS: dict[str, tuple[str, Code | None]] = {
    "disc": ("a disc", CIRCLES),
    "ring": ("a ring", CIRCLES),
    "double-ring": ("two rings", CIRCLES),
    "tile": ("a tile with round corners", QUADRILATERALS),
    "square": ("a square", QUADRILATERALS),
    "frame": ("a square frame", QUADRILATERALS),
    "diamond": ("a lozenge", QUADRILATERALS),
    "hexagon": ("a hexagon", ("26.05.01", "Polygons")),
    "shield": ("a shield", ("24.01.05", "Shields")),
    "arch": ("an arch", None),
}
SCRIPT_CODES: dict[str, Code] = {
    "arabic": ("28.01", "Inscriptions in Arabic characters"),
    "han": CHINESE_OR_JAPANESE,
    "kana": CHINESE_OR_JAPANESE,
    "cyrillic": ("28.05", "Inscriptions in Cyrillic characters"),
    "greek": ("28.07", "Inscriptions in Greek characters"),
}


def _shows(plan: Plan) -> tuple[bool, bool]:
    """Whether the motif is seen, and whether words are."""
    return not (plan.words and plan.layout in {"words", "monogram"}), bool(plan.words)


def vienna(plan: Plan, used: list[str]) -> tuple[Code, ...]:
    motif_seen, words_seen = _shows(plan)
    codes: list[Code] = list(MOTIFS[plan.motif].vienna) if motif_seen else []
    _, ground = GROUNDS.get(plan.ground, ("", None))
    if ground and (motif_seen or plan.layout == "monogram"):
        codes.append(ground)
    if words_seen:
        codes.append(SCRIPT_CODES.get(plan.script, ("27.05.01", "Letters in a special form of writing")))
        if plan.layout == "monogram":
            codes.append(("27.05.22", "Monograms"))
        if plan.layout == "badge":
            codes.append(CIRCLES)
    if plan.palette.ink != MONOCHROME[0]:
        names = dict.fromkeys(called(colour) for colour in used)
        codes += [(code, name.capitalize()) for name, code in names]
        if len(names) in COUNTED:
            codes.append((COUNTED[len(names)], f"{('Two', 'Three', 'Four')[len(names) - 2]} predominant colours"))
    unique = dict(codes)
    return tuple(unique.items())


def claimed(plan: Plan, used: list[str]) -> str | None:
    if plan.palette.ink == MONOCHROME[0]:
        return None
    names = dict.fromkeys(called(colour)[0] for colour in used)
    white = ["white"] if plan.whole_ground or plan.ground not in {"plain", "ring", "double-ring", "frame"} else []
    *most, last = [*names, *(name for name in white if name not in names)]
    return f"{', '.join(most)} and {last}".capitalize() if most else last.capitalize()


def described(plan: Plan) -> str:
    motif_seen, words_seen = _shows(plan)
    name, _ = GROUNDS.get(plan.ground, ("", None))
    on = f" on {name}" if name and plan.layout not in {"badge", "stamp"} else ""
    drawn = " drawn in lines" if plan.finish == "outlined" else ""
    figure = f"an abstract figure of {plan.motif}" if plan.motif in ABSTRACT else f"a stylised {plan.motif}"
    picture = f"{figure}{drawn}{on}" if motif_seen else ""
    if not words_seen:
        text = picture
    elif plan.layout == "words":
        text = f"the words {plan.words} in special lettering"
    elif plan.layout == "monogram":
        text = f"initials{on or ' on a disc'} above the words {plan.words}"
    else:
        how = {
            "badge": "in a ring of the words",
            "beside": "to the left of the words",
            "stamp": "in a frame, above the words",
        }.get(plan.layout, "above the words")
        text = f"{picture}, {how} {plan.words}"
    ground = ", light upon a dark ground" if plan.whole_ground else ""
    return f"The mark consists of {text}{ground}."
