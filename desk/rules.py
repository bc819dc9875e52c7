"""The office's configuration as each room takes it: plain data, handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from desk.stakeholders import names
from desk.web.site import House
from indexer.rules import Rules
from mappings.addresses import AddressRule
from mappings.audience import AudienceRules
from mappings.record import Audience, Event, Kind
from mappings.registers import Registers
from mappings.statuses import StatusRule
from offices.office import Office
from registry.commands import FILED, REGISTERED
from registry.numbers import FormatKey, NumberFormat, Purpose
from registry.procedure import Procedure
from registry.stages import PublicationRules


def number_formats(office: Office) -> dict[FormatKey, NumberFormat]:
    """How this office writes its numbers, for the register."""
    formats: dict[FormatKey, NumberFormat] = {}
    for kind, right in office.front.rights.items():
        patterns: dict[Purpose, str] = {
            "application": right.application_number,
            "registration": right.registration_number,
        }
        formats |= {FormatKey(kind, purpose): NumberFormat(pattern) for purpose, pattern in patterns.items()}
    for kind, register in office.declared.items():
        formats[FormatKey(kind, "application")] = NumberFormat(register.application_number)
        formats[FormatKey(kind, "registration")] = NumberFormat(register.registration_number)
    return formats


def registers(office: Office) -> Registers:
    """The registers of its own, for the register and the pages."""
    return dict(office.declared)


def projection(office: Office) -> Rules:
    """What its statuses mean and whom its fields are for, for the indexer."""
    return Rules(
        office=office.code, statuses=statuses(office), audiences=audiences(office), registers=registers(office)
    )


def statuses(office: Office) -> Mapping[Kind, Mapping[str, StatusRule]]:
    """What its statuses mean and what the public is told in their place, for the register and the indexer."""
    return {
        kind: {
            code: StatusRule(
                group=rule.group, public=office.said(rule.public), ignored_in_similarity=rule.ignored_in_similarity
            )
            for code, rule in rules.items()
        }
        for kind, rules in office.status_rules.items()
    }


def audiences(office: Office) -> AudienceRules:
    """Whom its documents, events and fields are for, for the register and the indexer.

    Its own word counts also for the register's codes.
    """
    events = {(kind, code): Audience.PUBLIC for kind in (*Kind, *office.declared) for code in (FILED, REGISTERED)}
    for kind, rules in office.event_rules.items():
        events |= {(kind, code): rule.audience for code, rule in rules.items()}
    publication = office.publication
    return AudienceRules(
        office=office.code,
        documents=dict(publication.documents),
        events=events,
        entries={
            (kind, field): rule.audience
            for kind, register in office.declared.items()
            for field, rule in register.fields.items()
        },
        fields=dict(publication.fields),
        addresses=tuple(AddressRule(rule.show, rule.person, rule.role, rule.kind) for rule in publication.addresses),
    )


def publication(office: Office) -> PublicationRules:
    """What it publishes at which stage and what not at all, and how its statuses are told, for the register."""
    rules = office.publication
    withheld = {kind: frozenset(statuses) for kind, statuses in rules.withheld.items()}
    return PublicationRules(office.code, dict(rules.stages), withheld, statuses(office))


def procedure(office: Office, clock: Callable[[], dt.datetime] | None = None) -> Procedure:
    """Its workflows with the statuses and events they name, for the register. `clock` says what time it is."""
    day = dt.date.min
    return Procedure(
        office=office.code,
        workflows=office.workflows,
        calendar=office.calendar,
        statuses={
            kind: {code: office.status(kind, code) for code in rules} for kind, rules in office.status_rules.items()
        },
        ending={
            kind: frozenset(code for code, rule in rules.items() if rule.ends_right)
            for kind, rules in office.status_rules.items()
        },
        events={
            kind: {
                code: Event(
                    date=day,
                    code=code,
                    text=office.said(rule.text),
                    standard_code=rule.standard_code,
                    audience=rule.audience,
                )
                for code, rule in rules.items()
            }
            for kind, rules in office.event_rules.items()
        },
        requests=office.requests,
        parties=office.permissions.parties,
        letters=office.letter_number,
        letter_rules=office.letters,
        correspondence=office.correspondence,
        documents=office.documents,
        stakeholders=office.stakeholders,
        names=names.READER,
        language=office.front.languages[0],
        clock=clock,
    )


def house(office: Office, language: str = "en") -> House:
    """The office as its pages name it."""
    address = office.front.address
    parts = [*address.lines, address.city, address.country]
    return House(
        name=office.name(language),
        code=office.code,
        address=", ".join(part for part in parts if part),
        names=dict(office.front.names),
        registers=registers(office),
    )
