"""A built site as a web server would show it: the content types and cache times that `blazon publish deploy` sets."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from publish_site.headers import ASK, cache_control, content_type
from publish_site.inventory import Inventory, NotWhole, in_folder
from publish_site.lost import PATH, below


class Published(StaticFiles):
    """Files of one folder and nothing else: no list of a folder, no link that leads out of it."""

    def __init__(self, site: Path) -> None:
        self.site = site
        super().__init__(directory=site, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["x-content-type-options"] = "nosniff"
        if isinstance(response, RedirectResponse):  # within the site, whatever name it was asked by
            last = scope["path"].rstrip("/").rpartition("/")[2]
            response.headers["location"] = f"./{quote(last)}/"
        elif response.status_code == HTTPStatus.NOT_FOUND:
            page = below((self.site / PATH).read_bytes(), quote(scope.get("root_path", "")))
            told = response.headers | {"cache-control": ASK, "content-type": content_type(PATH)}
            kept = ("x-content-type-options", "cache-control", "content-type")
            return Response(page, HTTPStatus.NOT_FOUND, {name: told[name] for name in kept})
        return response

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = os.path.relpath(full_path, os.path.realpath(self.site)).replace(os.sep, "/")
        response.headers["cache-control"] = cache_control(path, once=self._once(path))
        if status_code == HTTPStatus.OK and response.status_code != HTTPStatus.NOT_MODIFIED:
            response.headers["content-type"] = content_type(path)
        return response

    def _once(self, path: str) -> bool:
        """Asked anew each time: the folder may have been built again meanwhile."""
        try:
            inventory = Inventory(in_folder(self.site))
            known = {one.path for one in (*inventory.lists(), *inventory.last())}
        except NotWhole:  # nothing says what stays
            return False
        return path not in known and not inventory.changes(path)


def create(site: Path) -> FastAPI:
    """The application that serves the site in this folder at the root. NotWhole (publish_site.inventory) when the
    folder is no built gazette.
    """
    Inventory(in_folder(site))
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/", Published(site))
    return app
