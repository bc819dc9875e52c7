"""The recall certificate of a strategy: what was measured of it, on which register, under which rules.

`blazon recall --store` writes it beside the checkpoint, of staff and public each their own; every answer of the
similarity search shows it.
"""

from __future__ import annotations

import datetime as dt

from mappings.document import Indexed


class Certificate(Indexed):
    """How much of a strategy's exact order a search showed. Shares are fractions of 1."""

    strategy: str  # label, such as verbal.v2
    sample: int  # questions asked, all runs together
    answered: int  # of them those for which the exact order has a hit at all: `kept` is their mean
    marks: (
        int  # of the register, with words, at the last run; each question was compared with all there were at its own
    )
    sequence: int  # of the register: what was indexed up to it is measured
    kept: dict[str, float]  # of the exact first 10, 50, 100 the share shown, by depth
    begun_at: dt.datetime  # of the first run
    measured_at: dt.datetime  # of the last run
    signature: str  # similarity.signature: of the strategy's file and all rules that it runs under
