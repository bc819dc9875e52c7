"""Signing in by another provider: OpenID Connect, by authorization code with PKCE, state and nonce.

What is asked with lies sealed in the browser between the two steps. Who somebody is says the ID token alone: signed by
a key that the provider publishes, by this provider, for this office, for this question, and not expired.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from registry.people_errors import BadSeal
from registry.sealing import Seal
from search_api.errors import Problem

ALGORITHMS = ["RS256", "PS256", "ES256", "Ed25519"]
SKEW = dt.timedelta(seconds=60)
SECONDS = 10.0
OWNER = "sign-in by a provider"  # of what is sealed
DISCOVERY = "/.well-known/openid-configuration"


class ProviderRefused(Problem):
    """The provider's answer shows nobody; the reason is for the log."""

    status = 403
    slug = "provider-refused"
    title = "The sign-in by the other provider did not succeed"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "its answer does not show who you are",
            remedy="Begin again at /sign-in; if it happens again, tell the office's administrator.",
        )
        self.reason = reason


class ProviderAway(Problem):
    status = 503
    slug = "provider-away"
    title = "The other provider cannot be asked now"

    def __init__(self) -> None:
        super().__init__("it does not answer as a provider does", remedy="Try again later, or sign in by password.")


@dataclass(frozen=True)
class Provider:
    """Another's, by which people sign in; the office has a client id there."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Begun:
    """A sign-in that waits for the provider's answer."""

    state: str
    nonce: str
    verifier: str
    next: str


def begin(provider: Provider, seal: Seal, *, redirect: str, next_: str) -> tuple[str, str]:
    """The address to which the browser goes, and what it keeps meanwhile. ProviderAway."""
    begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), next_)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client_id,
        "redirect_uri": redirect,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    at = _told(provider)["authorization_endpoint"]
    kept = base64.urlsafe_b64encode(seal.closed(orjson.dumps(begun).decode(), OWNER)).decode()
    return f"{at}{'&' if '?' in at else '?'}{urlencode(query)}", kept


def finish(
    provider: Provider, seal: Seal, kept: str, answer: Mapping[str, str], *, redirect: str, now: dt.datetime
) -> tuple[str, str]:
    """Who it is there (`sub`), and where they wanted to go. ProviderRefused, ProviderAway."""
    begun = _opened(seal, kept)
    if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
        raise ProviderRefused("another state")
    if "code" not in answer:
        raise ProviderRefused(f"no code: {answer.get('error', '')[:60]}")
    told = _told(provider)
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": redirect,
        "code_verifier": begun.verifier,
    }
    try:
        with httpx.Client(timeout=SECONDS) as client:
            given = client.post(told["token_endpoint"], data=form, auth=(provider.client_id, provider.client_secret))
            if given.status_code != httpx.codes.OK:
                raise ProviderRefused(f"its token endpoint says {given.status_code}")
            token = str(given.json()["id_token"])
            keys = client.get(told["jwks_uri"]).raise_for_status().json()
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise ProviderAway from error
    return subject_of(token, keys, provider, nonce=begun.nonce, now=now), begun.next


def subject_of(token: str, keys: Any, provider: Provider, *, nonce: str, now: dt.datetime) -> str:
    """Who the ID token shows (OpenID Connect Core, 3.1.3.7). ProviderRefused. Pure."""
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
        meant = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        ends = dt.datetime.fromtimestamp(float(claims["exp"]), dt.UTC)
        said, who = str(claims["nonce"]), claims["sub"]
        if claims["iss"] != provider.issuer:
            raise ProviderRefused("another issuer")
    except (JoseError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise ProviderRefused(f"ID token: {type(error).__name__}") from error
    if provider.client_id not in meant or claims.get("azp", provider.client_id) != provider.client_id:
        raise ProviderRefused("for another")
    if now - SKEW >= ends:
        raise ProviderRefused("expired")
    if not hmac.compare_digest(said.encode(), nonce.encode()):
        raise ProviderRefused("another nonce")
    if not isinstance(who, str) or not who:
        raise ProviderRefused("nobody")
    return who


def _told(provider: Provider) -> dict[str, str]:
    """What the provider says of itself; it must be the one that is meant, and reached as safely as that."""
    try:
        told: dict[str, str] = (
            httpx.get(provider.issuer.rstrip("/") + DISCOVERY, timeout=SECONDS).raise_for_status().json()
        )
        own = urlsplit(provider.issuer).scheme
        schemes = {urlsplit(told[name]).scheme for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        if told["issuer"] != provider.issuer or schemes - {own, "https"}:
            raise ProviderAway
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise ProviderAway from error
    return told


def _opened(seal: Seal, kept: str) -> Begun:
    try:
        return Begun(**orjson.loads(seal.opened(base64.urlsafe_b64decode(kept), OWNER)))
    except (BadSeal, ValueError, TypeError) as error:
        raise ProviderRefused("nothing was begun here") from error
