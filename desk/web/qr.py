"""A code that a telephone reads from the screen, as a drawing within the page."""

from __future__ import annotations

import cv2
from markupsafe import Markup, escape

QUIET = 4  # modules of white around it (ISO/IEC 18004)


def drawn(text: str, label: str) -> Markup:
    """The text as a QR code in SVG; `label` is what it is to who does not see it."""
    modules = cv2.QRCodeEncoder.create().encode(text)
    side = len(modules) + 2 * QUIET
    dark = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(modules) for x, light in enumerate(row) if not light
    )
    return Markup(  # noqa: S704 - numbers of ours, and the label escaped
        f'<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{escape(label)}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000" d="{dark}"/></svg>'
    )
