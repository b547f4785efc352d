"""Addresses of our static files, with a mark of their content, so that a new version is a new address."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static as plain


def static(path: str) -> str:
    """The address of a static file: /static/samdrift/css/base.css?v=3f2a9c01."""
    return _look(path) if settings.DEBUG else _kept(path)


@cache
def _kept(path: str) -> str:
    return _look(path)


def _look(path: str) -> str:
    found = finders.find(path)
    address = plain(path)
    if not isinstance(found, str):
        return address
    return f"{address}?v={sha256(Path(found).read_bytes()).hexdigest()[:8]}"
