"""Recall certificates: made of a measurement, or of the stored one and what was measured of the marks since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from mappings.certificate import Certificate
from search_api.certificate import OTHER_RULES, stored
from search_api.index import Index
from similarity.signature import signature
from similarity.strategy import Strategy


class NotCertified(Exception):
    """There is no certificate that new marks could be added to."""

    remedy = "Measure the whole register first: `blazon recall --store`."


def standing(index: Index, strategy: Strategy) -> Certificate:
    """The stored certificate, when it holds for the rules of now. NotCertified."""
    found = stored(index, strategy)
    if found is None:
        raise NotCertified(f"{strategy.label} was never measured on this register")
    if found.signature != signature(strategy):
        raise NotCertified(f"the certificate of {strategy.label} was {OTHER_RULES}")
    return found


def certificate(found: Mapping[str, Any], strategy: Strategy, at: dt.datetime) -> Certificate:
    """Of what `register.measure` gave."""
    return Certificate(
        **{name: found[name] for name in ("strategy", "sample", "answered", "sequence", "kept")},
        marks=found["register"],
        begun_at=at,
        measured_at=at,
        signature=signature(strategy),
    )


def merged(before: Certificate, found: Mapping[str, Any], at: dt.datetime) -> Certificate:
    """The certificate with a later measurement added: the mean over the questions of both."""
    answered = before.answered + found["answered"]
    kept = {
        depth: round((before.answered * share + found["answered"] * found["kept"][depth]) / answered, 4)
        for depth, share in before.kept.items()
    }
    return before.model_copy(
        update={
            "sample": before.sample + found["sample"],
            "answered": answered,
            "marks": found["register"],
            "sequence": found["sequence"],
            "kept": kept,
            "measured_at": at,
        }
    )
