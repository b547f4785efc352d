"""Sample values for pages that stand alone: the scan page, the tracking page, sign-in and errors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from samdrift.doors.pages.svg import PlanSpace

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
            {"key": "spill", "label": "Something spilled", "icon": "spill", "request_type": "spill"},
            {"key": "tap", "label": "Tap or drain", "icon": "droplet", "request_type": "tap"},
            {"key": "light", "label": "Light", "icon": "bulb", "request_type": "light"},
            {"key": "cold", "label": "Too cold or too hot", "icon": "temperature", "request_type": "cold"},
            {"key": "supply", "label": "Soap or paper is out", "icon": "supply", "request_type": "supply"},
            {"key": "other", "label": "Something else", "icon": "help", "request_type": "other"},
        ],
        "form": {
            "key": "k-1",
            "token": "t-1",
            "problem": "",
            "text": "",
            "contact": "",
            "errors": {},
            "looked": False,
            "thanks": False,
            "photo_again": False,
        },
        "max_photo_mb": 10,
        "inside": None,
        "out": [],
        "under": {},
        "offer": {"alike": [], "articles": []},
    }


def track() -> dict[str, Any]:
    """The tracking page with a question of the desk."""
    return {
        "path": "/style/track/",
        "article": None,
        "fresh": True,
        "no_photo": False,
        "ended": "",
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


def _stretch(day: int, start: str, end: str, kind: str, *, until: int | None = None) -> SimpleNamespace:
    zone = ZoneInfo("Europe/Copenhagen")

    def at(number: int, text: str) -> datetime:
        hour, minute = map(int, text.split(":"))
        return datetime(2025, 5, number, hour, minute, tzinfo=zone).astimezone(UTC)

    return SimpleNamespace(start=at(day, start), end=at(until or day, end), kind=kind)


def clocks() -> list[dict[str, Any]]:
    """Two clocks: one paused over a weekend with time left, one that ran late."""
    paused = [
        _stretch(1, "13:20", "16:00", "running"),
        _stretch(1, "16:00", "08:00", "closed", until=2),
        _stretch(2, "08:00", "10:30", "running"),
        _stretch(2, "10:30", "16:00", "paused"),
        _stretch(2, "16:00", "08:00", "closed", until=5),
        _stretch(5, "08:00", "09:15", "paused"),
        _stretch(5, "09:15", "16:00", "running"),
        _stretch(5, "16:00", "08:00", "closed", until=6),
        _stretch(6, "08:00", "16:00", "running"),
        _stretch(6, "16:00", "08:00", "closed", until=7),
        _stretch(7, "08:00", "12:05", "running"),
    ]
    late = [_stretch(6, "07:00", "11:42", "running")]
    return [
        {"segments": paused, "label": "Complete", "due": paused[-1].end, "now": NOW, "clause": "Clause 7.3, P3."},
        {"segments": late, "label": "Attend", "due": NOW - timedelta(minutes=57), "now": NOW, "clause": ""},
    ]


def plan() -> list[PlanSpace]:
    """A small storey: offices along a corridor, one secured room, an L-shaped one."""

    def room(x: int, y: int, w: int, h: int, number: str, name: str, **more: Any) -> PlanSpace:
        ring = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        return PlanSpace(rings=[ring], number=number, name=name, url=f"#{number}", area_m2=w * h / 10000, **more)

    corner = [(1900, 0), (2600, 0), (2600, 1000), (2200, 1000), (2200, 400), (1900, 400)]
    return [
        room(0, 0, 480, 400, "1.201", "Office"),
        room(480, 0, 480, 400, "1.202", "Office", open_requests=1),
        room(960, 0, 460, 400, "1.203", "Meeting room"),
        room(1420, 0, 480, 400, "1.204", "Kitchen", open_requests=3, here=True),
        PlanSpace(rings=[corner], number="1.205", name="Archive", url="#1.205", area_m2=36.0, secured=True),
        room(0, 400, 2200, 200, "1.200", "Corridor", open_requests=2),
        room(0, 600, 700, 400, "1.206", "Changing room"),
        room(700, 600, 120, 400, "1.207", "Shaft"),
        room(820, 600, 1380, 400, "1.208", "Open office"),
    ]


SAMPLES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "q": ("q/report.html", report),
    "secured": ("q/report.html", lambda: report(secured=True)),
    "track": ("q/sent.html", track),
    "sign-in": ("account/sign_in.html", sign_in),
    "error-404": ("errors/error.html", lambda: {"status": 404, "sentence": ""}),
    "error-409": ("errors/error.html", lambda: {"status": 409, "sentence": "This request can no longer be closed."}),
}
