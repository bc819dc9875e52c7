"""An S3-compatible object store: get, put, delete; each failure as a sentence that says what to do.

The client tries again by itself, with growing pauses, where the store or the network fails for a moment.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from publish_site.deploying import NotDeployed
from publish_site.store_settings import StoreSettings

PATIENCE = dt.timedelta(minutes=3)  # for one request, its pauses included: a signature holds for five
TRIES = 10
LARGE = 16 << 20  # bytes from which on a file goes up in parts
_WRONG_KEY = {"SignatureDoesNotMatch", "InvalidAccessKeyId", "InvalidToken", "ExpiredToken", "AuthFailure"}


class ObjectStore:
    """What lies below `s3://bucket/prefix`. NotDeployed for an address or settings that are none."""

    def __init__(self, address: str, settings: StoreSettings, *, patience: dt.timedelta = PATIENCE) -> None:
        parts = urlsplit(address)
        if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
            raise NotDeployed(f"{address} is no place in an object store; say s3://bucket or s3://bucket/prefix")
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        self.address = f"s3://{self.bucket}/{self.prefix}".rstrip("/")
        self.endpoint = settings.endpoint_url or f"Amazon S3 in {settings.region}"
        keyed = settings.access_key_id and settings.secret_access_key
        if not keyed and not settings.web_identity_token_file:
            raise NotDeployed(
                "no credentials for the object store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                "or AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN"
            )
        config: dict[str, str | bool] = {"region": settings.region, "disable_bulk_delete": True}
        if settings.endpoint_url:
            config["endpoint"] = settings.endpoint_url
        if settings.access_key_id and settings.secret_access_key:
            config["access_key_id"] = settings.access_key_id.get_secret_value()
            config["secret_access_key"] = settings.secret_access_key.get_secret_value()
        if keyed and settings.session_token:
            config["token"] = settings.session_token.get_secret_value()
        self._store = S3Store(
            self.bucket,
            prefix=self.prefix or None,
            config=config,  # type: ignore[arg-type]  # the keys are those of S3Config
            client_options={"allow_http": (settings.endpoint_url or "").startswith("http://")},
            retry_config={
                "max_retries": TRIES,
                "retry_timeout": patience,
                "backoff": {
                    "init_backoff": dt.timedelta(milliseconds=200),
                    "max_backoff": dt.timedelta(seconds=15),
                    "base": 2,
                },
            },
        )

    def get(self, path: str) -> bytes | None:
        """An object's bytes; None when there is none."""
        try:
            return bytes(obstore.get(self._store, path).bytes())
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise self._failure(error, "read", path) from None
            return None
        except (BaseError, OSError, ValueError) as error:
            raise self._failure(error, "read", path) from None

    def put(self, path: str, content: bytes | Path, *, content_type: str, cache_control: str) -> None:
        """Writes an object, whole or not at all; a large one from a path, in parts."""
        attributes = {"Content-Type": content_type, "Cache-Control": cache_control}
        try:
            obstore.put(self._store, path, content, attributes=attributes, use_multipart=isinstance(content, Path))
        except (BaseError, OSError, ValueError) as error:
            raise self._failure(error, "write", path) from None

    def delete(self, path: str) -> None:
        """Takes an object away; nothing happens when there is none."""
        try:
            obstore.delete(self._store, path)
        except FileNotFoundError:
            return
        except (BaseError, OSError, ValueError) as error:
            raise self._failure(error, "delete", path) from None

    def _failure(self, error: Exception, verb: str, path: str) -> NotDeployed:
        """The client's error as a sentence; its own text, which may hold what was signed, is not passed on."""
        found = re.search(r"<Code>(\w+)</Code>", str(error))
        code = found[1] if found else ""
        if code == "NoSuchBucket":
            return NotDeployed(f"there is no bucket {self.bucket} at {self.endpoint}; create it, or name another")
        if code in _WRONG_KEY or isinstance(error, UnauthenticatedError):
            return NotDeployed(
                f"{self.endpoint} does not accept the credentials ({code or 'unauthenticated'}); "
                "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION"
            )
        if isinstance(error, PermissionDeniedError):
            return NotDeployed(
                f"{self.address} may not be {_DONE[verb]} ({code or 'denied'}, at {path}); the credentials need "
                "s3:GetObject, s3:PutObject and s3:DeleteObject below it, and s3:ListBucket of the bucket"
            )
        status = re.search(r"non-2xx status code: (\d+ [\w ]+)", str(error))
        said = f"answers {status[1]} {code}".rstrip() if status else "cannot be reached"
        return NotDeployed(
            f"{self.endpoint} {said} (to {verb} {path}), tried for as long as worth while; check the network and "
            "AWS_ENDPOINT_URL and say it again: what is up there already is not sent twice"
        )


_DONE = {"read": "read", "write": "written", "delete": "deleted from"}
