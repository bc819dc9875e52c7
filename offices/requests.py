"""Whether the requests of an office agree with its events, roles, letters, stages and workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mappings.requests import RequestType
from offices.problems import Problem, at, did_you_mean
from offices.workflows import Said, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mappings.requests import ByRight
    from offices.office import Office

# The fields that an effect reads from the form; `registry.effects`.
READS = {
    "goods": ("goods", "goods"), "limit-goods": ("goods", "goods"), "logo": ("logo", "document"),
    "rename": ("name", "name"), "readdress": ("address", "address"), "replace-party": ("party", "party"),
    "add-party": ("party", "party"), "transfer": ("party", "party"), "record-party": ("party", "party"),
    "amend-recordal": ("entry", "number"), "end-recordal": ("entry", "number"), "divide": ("classes", "classes"),
    "correct": ("changes", "changes"),
}  # fmt: skip
WITH_PARTY = {"replace-party", "add-party", "remove-party", "record-party"}


def disagreements(office: Office, folder: Path) -> list[Problem]:
    """Names that nobody declared, requests without effect or with two, effects whose form lacks what they read."""
    path, requests = folder / "requests.yaml", office.requests
    found: list[Said] = []
    if requests.types:
        for name in ("received", "refused", "withdrawn"):
            codes = getattr(requests, name)
            found += _events(office, (name,), codes)
            for kind in sorted({kind for rule in requests.types.values() for kind in rule.action or rule.event}):
                if kind not in codes:
                    found.append(((name,), f"no event for {kind}, for which there are requests; add it"))
        found += unknown(("refusal",), [requests.refusal], office.letters, "letters.yaml has no letter")
    for name, rule in requests.types.items():
        found += _type(office, name, rule)
    return [at(path, where, said) for where, said in found]


def _events(office: Office, where: tuple[str, ...], codes: ByRight) -> Iterator[Said]:
    for kind, code in codes.items():
        said = f"events.yaml has no event of {kind} called"
        yield from unknown((*where, kind.value), [code], office.event_rules[kind], said)


def _type(office: Office, name: str, rule: RequestType) -> Iterator[Said]:
    here = ("types", name)
    for field in ("who", "decides"):
        yield from unknown((*here, field), getattr(rule, field), office.roles, "roles.yaml has no role")
    yield from unknown((*here, "letter"), [rule.letter], office.letters, "letters.yaml has no letter")
    yield from _events(office, (*here, "event"), rule.event)
    if rule.publication:
        for kind in rule.event:
            stages = office.publication.stages.get(kind, ())
            where = (*here, "publication", "stage")
            yield from unknown(where, [rule.publication.stage], stages, f"publication.yaml has no stage of {kind}")
    for kind, action in rule.action.items():
        known = {each for one in office.workflows.values() if one.right == kind for each in one.actions}
        yield from unknown((*here, "action", kind.value), [action], known, f"no workflow of {kind} has an action")
    if bool(rule.effect) == bool(rule.action):
        yield here, "it has an effect or an action of the workflow; say one of them"
    if rule.effect and not rule.event:
        yield here, "it has no event; say which, by right"
    field, kind_of_field = READS.get(rule.effect or "", ("", ""))
    if field and (field not in rule.form or rule.form[field].type != kind_of_field):
        has = did_you_mean(field, rule.form)
        yield (*here, "form"), f"its effect reads the field '{field}' of the type {kind_of_field}{has}"
    if rule.effect in WITH_PARTY and rule.party is None:
        yield here, "its effect needs to know whose part changes; say `party`, such as representative"
