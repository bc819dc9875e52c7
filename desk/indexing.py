"""What the office's configuration says to the indexer."""

from __future__ import annotations

from indexer.rules import Rules, StatusRule
from offices.office import Office


def rules(office: Office) -> Rules:
    """The projection's rules as plain data: statuses with the public's words, and who may read which documents."""
    return Rules(
        office=office.code,
        statuses={
            kind: {
                code: StatusRule(rule.group, rule.public, rule.ignored_in_similarity) for code, rule in statuses.items()
            }
            for kind, statuses in office.status_rules.items()
        },
        documents=dict(office.publication.documents),
    )
