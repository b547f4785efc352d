"""Sample values for pages that stand alone: the scan page, the tracking page, sign-in and errors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

NOW = datetime(2025, 5, 6, 9, 42, tzinfo=UTC)


class SignInForm(forms.Form):
    """As the real one."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


def report(*, secured: bool = False) -> dict[str, Any]:
    """The scan page of a kitchen, or of a secured place."""
    now = datetime.now(UTC)
    return {
        "path": "/style/q/",
        "place": None if secured else {"name": "1.204 Kitchen", "path": "Station Vestby · 1st floor"},
        "known": []
        if secured
        else [
            {"key": "a", "label": "Tap or drain", "at": now - timedelta(hours=3)},
            {"key": "b", "label": "Light", "at": now - timedelta(days=2)},
        ],
        "problems": [
            {"key": "spill", "label": "Something spilled", "icon": "spill"},
            {"key": "tap", "label": "Tap or drain", "icon": "droplet"},
            {"key": "light", "label": "Light", "icon": "bulb"},
            {"key": "cold", "label": "Too cold or too hot", "icon": "temperature"},
            {"key": "supply", "label": "Soap or paper is out", "icon": "supply"},
            {"key": "other", "label": "Something else", "icon": "help"},
        ],
        "form": {"key": "k-1", "token": "t-1", "problem": "", "text": "", "contact": "", "errors": {}},
        "max_photo_mb": 10,
    }


def track() -> dict[str, Any]:
    """The tracking page with a question of the desk."""
    return {
        "path": "/style/track/",
        "fresh": True,
        "reference": "POL-2025-0048211",
        "what": "Tap or drain",
        "at": NOW - timedelta(hours=3),
        "place": "1.204 Kitchen",
        "steps": [
            ("Received", "done", NOW - timedelta(hours=3)),
            ("Planned", "done", NOW - timedelta(hours=2)),
            ("Somebody is working on it", "now", None),
            ("Solved", "later", None),
        ],
        "promise": "Somebody comes by 14:05 today.",
        "messages": [
            {"mine": False, "who": "Service desk", "text": "Is the water hot or cold?", "at": NOW - timedelta(hours=1)}
        ],
        "question": True,
        "can_confirm": False,
        "can_reopen": False,
        "can_rate": True,
        "form": {"key": "k-2", "token": "t-2", "errors": {}},
    }


def sign_in() -> dict[str, Any]:
    """The sign-in page of the demonstration."""
    people = [
        ("Anna Friis", "Officer, Vestby patrol", "customer"),
        ("Henrik Dahl", "Local FM coordinator", "customer"),
        ("Karin Lindqvist", "Contract manager, customer", "customer"),
        ("Mette Holm", "Operations manager", "provider"),
        ("Peter Lund", "Technician", "provider"),
        ("Sara Nyberg", "Service desk agent", "provider"),
    ]
    return {
        "form": SignInForm(),
        "next": "",
        "demo_url": "/style/",
        "people": [{"key": name, "name": name, "role": role, "side": side} for name, role, side in people],
    }


SAMPLES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "q": ("q/report.html", report),
    "secured": ("q/report.html", lambda: report(secured=True)),
    "track": ("q/sent.html", track),
    "sign-in": ("account/sign_in.html", sign_in),
    "error-404": ("errors/error.html", lambda: {"status": 404, "sentence": ""}),
    "error-409": ("errors/error.html", lambda: {"status": 409, "sentence": "This request can no longer be closed."}),
}
