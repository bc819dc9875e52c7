"""An OpenID Connect provider of its own: django-oauth-toolkit behind a port of this machine, with PKCE asked for.

    python provider_of_django.py FOLDER REDIRECT_URI

It prints its port, serves until it is told to end, and lets in whom `/enter?user=…` names.
"""

import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings


class Quiet(WSGIRequestHandler):
    def log_message(self, *said):
        pass


def configured(folder: Path) -> None:
    key = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.configure(
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS=["127.0.0.1"],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        LOGIN_URL="/enter",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.decode(),
            "SCOPES": {"openid": "who you are"},
            "PKCE_REQUIRED": True,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
        },
    )
    django.setup()


def main(folder: Path, redirect: str) -> None:
    configured(folder)
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.http import HttpResponse
    from django.urls import include, path
    from oauth2_provider.models import Application

    def enter(request):
        login(request, User.objects.get(username=request.GET["user"]))
        return HttpResponse("in")

    provider = include("oauth2_provider.urls", namespace="oauth2_provider")
    settings.ROOT_URLCONF = (path("enter", enter), path("o/", provider))
    call_command("migrate", verbosity=0)
    for name in ("ada", "eve"):
        User.objects.create_user(name)
    Application.objects.create(
        client_id="office",
        client_secret="a secret of the office",
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=redirect,
        algorithm="RS256",
        skip_authorization=True,
    )
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


main(Path(sys.argv[1]), sys.argv[2])
