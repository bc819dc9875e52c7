"""What an office's configuration says to the projection, as plain data: the desk hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mappings.audience import NO_RULES, AudienceRules
from mappings.record import Kind
from mappings.registers import Registers
from mappings.statuses import StatusRule


@dataclass(frozen=True)
class Rules:
    """The rules of one office, for its own files alone; foreign collections are projected as their records say."""

    office: str = ""  # ST.3
    statuses: Mapping[Kind, Mapping[str, StatusRule]] = field(default_factory=dict)
    audiences: AudienceRules = NO_RULES  # what they say of fields; events and documents bear their audience already
    registers: Registers = field(default_factory=dict)  # of its own; what of their entries is searched, and how
