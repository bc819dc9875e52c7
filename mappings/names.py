"""How indices are called. One place, so that nobody guesses."""

from __future__ import annotations

from mappings.document import FORMAT, Collection
from mappings.record import Kind

AS_OF = "as-of"  # the id of the checkpoint in a state index, mappings.document.AsOf
RARITY = "rarity"  # the id beside it of what was counted for similarity.rarity
CERTIFICATE = "recall-"  # and a strategy's label: the id beside them of its mappings.certificate.Certificate


def alias(deployment: str, kind: Kind, collection: Collection) -> str:
    """Where readers and writers look: `blazon-xb-tm-public`."""
    return f"blazon-{deployment.lower()}-{kind.shelf}-{collection}"


def index(deployment: str, kind: Kind, collection: Collection, made: str) -> str:
    """One generation behind the alias; `made` is a UTC time such as 20261123t094512."""
    return f"{alias(deployment, kind, collection)}-{FORMAT}-{made}"


def state(deployment: str, *, public: bool) -> str:
    """The index of the checkpoint `AS_OF`, of `RARITY` and of the certificates."""
    return f"blazon-{deployment.lower()}-{'public-state' if public else 'state'}"
