"""What a record refuses, wherever it comes from."""

import datetime as dt

import pytest
from pydantic import ValidationError

from mappings.digest import canonical
from mappings.record import Claim, Event, Invention


def test_a_number_is_one_that_a_publications_hash_can_hold():
    largest = 2**53 - 1
    assert canonical(Event(date=dt.date(2026, 1, 5), code="A", sequence=largest).sequence) == str(largest).encode()
    for made, fields in [
        (Event, {"date": "2026-01-05", "code": "A", "sequence": largest + 1}),
        (Claim, {"number": 10**25, "text": "A ring."}),
        (Claim, {"number": 0, "text": "A ring."}),
        (Invention, {"exemplary_claims": [10**25]}),
        (Invention, {"number_of_figures": -1}),
    ]:
        with pytest.raises(ValidationError, match="than or equal to"):
            made.model_validate(fields)
