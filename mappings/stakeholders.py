"""Stakeholders as the office's data (`stakeholders.yaml`): their numbers, legal natures, what the law asks of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mappings.terms import Rules
from mappings.texts import Wording
from mappings.workflow import Id

NumberPattern = Annotated[str, Field(pattern=r"\{sequence(:0\d+)?\}")]


class Nature(Rules):
    """What somebody is before the law."""

    text: Wording
    natural: bool = False  # a human being


class Agents(Rules):
    """Who may represent others. With `validity: required` each agent number holds until a day."""

    number: NumberPattern = "A/{sequence:04}"
    validity: Literal["required", "optional"] = "required"


class Stakeholders(Rules):
    """`stakeholders.yaml`."""

    number: NumberPattern = "C/{sequence:06}"  # the customer number
    agents: Agents = Field(default_factory=Agents)
    natures: dict[Id, Nature] = Field(default_factory=dict)
    genders: dict[Id, Wording] = Field(default_factory=dict)  # none: the law does not ask
