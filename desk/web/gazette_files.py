"""The gazette as the desk hands it out: the files that were built, with what a web server says of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from desk.web.guards import SCRIPTED
from publish_site import headers

# Its search and its verifier read files beside them.
POLICY = SCRIPTED + "; connect-src 'self'"


class GazetteFiles(StaticFiles):
    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    def file_response(self, full_path: Any, *args: Any, **kwargs: Any) -> Response:
        found = super().file_response(full_path, *args, **kwargs)
        found.headers["Content-Security-Policy"] = POLICY
        found.headers["Content-Type"] = headers.content_type(Path(full_path).name)
        return found
