"""The gazette as the desk hands it out: the files that were built, with what a web server says of each."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Scope

from desk.web.guards import SCRIPTED
from desk.web.published import Published
from publish_site.lost import ALLOWED

# Its search and its verifier read files beside them; the page for what is not there has its own style.
POLICY = SCRIPTED.replace("style-src 'self'", f"style-src 'self' {ALLOWED}") + "; connect-src 'self'"


class GazetteFiles(Published):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Content-Security-Policy"] = POLICY
        return response
