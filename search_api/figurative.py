"""Vienna categories proposed for a new picture by those that pictures alike have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

CATEGORY = 5  # characters of a Vienna category, such as 02.09
NEAREST = 5  # hits whose codes are suggested
LEAST_SHARE = 0.4  # both chosen on other marks than they were measured on: `blazon evaluate vienna`, docs/logos.md


class Suggested(BaseModel):
    """A Vienna category that pictures alike have: `share` of what the nearest are alike, 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    share: float


def suggested(
    near: Sequence[tuple[int, Sequence[str]]], nearest: int = NEAREST, least: float = LEAST_SHARE
) -> tuple[Suggested, ...]:
    """Vienna categories of the nearest pictures, weighed by how alike they are; at most eight, the surest first.

    `near` are rank and codes, best first. A neighbour counts by the square of its rank.
    """
    weights: dict[str, float] = {}
    whole = 0.0
    for rank, codes in near[:nearest]:
        known = categories(codes)
        if not known:
            continue
        weight = (rank / 1_000_000) ** 2
        whole += weight
        for code in known:
            weights[code] = weights.get(code, 0) + weight
    shares = [(code, weight / whole) for code, weight in weights.items() if whole and weight / whole >= least]
    shares.sort(key=lambda one: (-one[1], one[0]))
    return tuple(Suggested(code=code, share=round(share, 3)) for code, share in shares[:8])


def categories(codes: Iterable[str]) -> set[str]:
    """Those of the codes, which stand in the index with what is above them, that are categories."""
    return {code for code in codes if len(code) == CATEGORY}
