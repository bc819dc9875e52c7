"""A workflow as a picture: statuses as states, actions as the arrows between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mappings.workflow import CLOCK

if TYPE_CHECKING:
    from mappings.workflow import Workflow
    from offices.office import Office


def mermaid(office: Office, workflow: Workflow, language: str = "") -> str:
    """A state diagram in Mermaid's language. Actions of the office's clock are marked by ⏰.

    An action that leaves the status as it is stands on an arrow that comes back; those of one status share it.
    """
    statuses = office.status_rules[workflow.right]
    lines = ["stateDiagram-v2"]
    used = [code for code in statuses if code in _used(workflow)]
    lines += [f'    state "{_plain(office.said(statuses[code].text, language))}" as {_name(code)}' for code in used]
    arrows: dict[tuple[str, str], list[str]] = {}
    for name, action in workflow.actions.items():
        label = _plain(office.said(action.text, language)) + (" ⏰" if CLOCK in action.who else "")
        for status in action.from_ or (["[*]"] if name == workflow.file else []):
            arrows.setdefault((_name(status), _name(action.to or status)), []).append(label)
    for code in used:
        if statuses[code].ends_right:
            arrows.setdefault((_name(code), "[*]"), [])
    for (start, end), labels in arrows.items():
        lines.append(f"    {start} --> {end}" + (f": {' / '.join(labels)}" if labels else ""))
    return "\n".join(lines)


def _used(workflow: Workflow) -> set[str]:
    return {code for action in workflow.actions.values() for code in (*action.from_, action.to) if code}


def _name(code: str) -> str:
    return code if code == "[*]" else re.sub(r"[^A-Za-z0-9_]", "_", code)


def _plain(text: str) -> str:
    """Without the characters that mean something to Mermaid."""
    return re.sub(r'[";:{}\n]+', " ", text).strip()
