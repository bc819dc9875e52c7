"""What programs are told of a page in the words of schema.org (JSON-LD). Pure.

The vocabulary has no type for a right of industrial property, so none is claimed: the page of an application is a
`WebPage` about a thing with a name and a number, an issue is a `PublicationIssue` of a `Periodical`. Addresses must be
full: nothing is said where the office does not say where its gazette is served (`site_address`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from publish_site import design, paths
from publish_site.issue import House, Issue
from publish_site.language import Language
from publish_site.views import Publication

CONTEXT = "https://schema.org"
# What would end the element that holds the data, or be read as markup within it.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def dossier(house: House, newest: Publication, prefix: str = "") -> str:
    """For the permanent page of an application, in the folder of a language."""
    if not house.site_address:
        return ""
    path, language = f"{prefix}{newest.page}", newest.language
    address = house.full(path)
    page = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": f"{newest.title} · {newest.number}",
        "inLanguage": language.code,
        "dateModified": newest.issue.date.isoformat(),
        "publisher": _office(house),
        "about": {
            "@type": "Thing",
            "name": newest.title,
            "description": newest.kind_name,
            "identifier": {"@type": "PropertyValue", "propertyID": "application number", "value": newest.number},
        },
        "breadcrumb": _crumbs(house, [(language.text("Issues"), f"{prefix}index.html"), (newest.number, path)]),
    }
    return script({"@context": CONTEXT, **page})


def issue(house: House, one: Issue, language: Language, prefix: str = "") -> str:
    """For the page of an issue in a language, in the folder of that."""
    if not house.site_address:
        return ""
    path, front = f"{prefix}{paths.issue(one.id)}/index.html", f"{prefix}index.html"
    address = house.full(path)
    about = {
        "@type": "PublicationIssue",
        "@id": address,
        "url": address,
        "name": f"{house.name}, {one.id}",
        "inLanguage": language.code,
        "issueNumber": one.id,
        "datePublished": one.date.isoformat(),
        "publisher": _office(house),
        "isPartOf": {"@type": "Periodical", "name": house.name, "url": house.full(front)},
    }
    crumbs = _crumbs(house, [(language.text("Issues"), front), (one.id, path)])
    return script({"@context": CONTEXT, "@graph": [about, crumbs]})


def script(data: dict[str, Any]) -> str:
    """The data as JSON that may stand in a script element: whatever a title says, it cannot end it."""
    return orjson.dumps(_clean(data), option=orjson.OPT_SORT_KEYS).decode().translate(UNSAFE)


def _office(house: House) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": house.office_name}


def _crumbs(house: House, steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": house.full(path)}
        for place, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else design.clean(value)
