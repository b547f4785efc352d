"""The living style page: every component with sample values, for looking and for testing; not for customers."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from samdrift.doors.pages.camera import camera_page
from samdrift.doors.pages.shell import Employment, Message, NavGroup, NavItem, Shell, shell_for
from samdrift.doors.pages.style_samples import NOW, SAMPLES, clocks, plan


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="What is wrong?", max_length=120, help_text="One sentence is enough.")
    text = forms.CharField(label="More about it", widget=forms.Textarea, required=False)
    service = forms.ChoiceField(
        label="Service", choices=[("", "Choose a service"), ("CLN", "Cleaning"), ("MNT", "Property maintenance")]
    )
    day = forms.DateField(label="When does it suit you?", widget=forms.DateInput(attrs={"type": "date"}))
    urgency = forms.ChoiceField(
        label="How urgent is it?",
        widget=forms.RadioSelect,
        choices=[("1", "Now"), ("2", "Today"), ("3", "This week")],
    )
    agree = forms.BooleanField(label="Somebody may call me about this", required=False)
    photo = forms.FileField(label="Photo", required=False)


def sample_shell(request: HttpRequest) -> Shell:
    """A frame as an operations manager sees it."""
    return shell_for(
        request,
        nav=(
            NavGroup("", (
                NavItem("Today", "/style/", "home", active=True, phone=True),
                NavItem("My work", "#work", "work", badge=7, phone=True),
                NavItem("Ask for help", "#new", "add", phone=True),
            )),
            NavGroup("Operations", (
                NavItem("Service desk", "#desk", "desk", badge=12),
                NavItem("Requests", "#requests", "inbox", badge=1204, phone=True),
                NavItem("Board", "#board", "board"),
                NavItem("Work orders", "#orders", "tool"),
                NavItem("Approvals", "#approvals", "check-circle", badge=2),
            )),
            NavGroup("Registers", (
                NavItem("Sites", "#sites", "site"),
                NavItem("QR tags", "#tags", "qr"),
                NavItem("Contracts", "#contracts", "contract"),
                NavItem("People and units", "#people", "users"),
            )),
        ),
        person="Mette Holm",
        role="Operations manager · Nordhus Service",
        party_side="provider",
        community="National Police FM partnership",
        employments=(Employment("a", "Nordhus Service, East", active=True), Employment("b", "National Police, guest")),
    )  # fmt: skip


def sample_requests() -> list[dict[str, Any]]:
    """Rows for the table, the board and the cards."""
    rows = [
        ("POL-2025-0048211", "Water under the sink", "Station Vestby · 1st floor · 1.204 Kitchen", "in_progress",
         "In progress", 2, timedelta(minutes=48), False),
        ("POL-2025-0048207", "Door to the custody corridor does not lock", "Station Vestby · Ground floor", "assigned",
         "Assigned", 1, timedelta(minutes=-20), False),
        ("POL-2025-0048190", "Too cold in the meeting room", "HQ East · 3rd floor · 3.118", "on_hold", "On hold", 4,
         timedelta(days=2, hours=4), True),
        ("POL-2025-0048176", "Soap and paper have run out", "Station Sundby · Changing room", "submitted", "New", 3,
         timedelta(hours=5, minutes=10), False),
        ("POL-2025-0048101", "Lamp flickers over the front desk", "Station Sundby · Reception", "resolved", "Resolved",
         4, None, False),
    ]  # fmt: skip
    return [
        {"no": no, "title": title, "place": place, "state": state, "word": word, "priority": priority,
         "due": NOW + left if left is not None else None, "late": left is not None and left < timedelta(0),
         "paused": paused, "at": NOW - timedelta(hours=3)}
        for no, title, place, state, word, priority, left, paused in rows
    ]  # fmt: skip


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the style page shows."""
    bad = SampleForm({"title": "", "urgency": "2", "text": "Second floor, left of the lift.", "agree": "on"})
    bad.is_valid()
    shell = sample_shell(request)
    shell = Shell(**{**{key: getattr(shell, key) for key in Shell.__slots__}, "messages": (
        Message("The request was assigned to Team East.", "ok"),)})  # fmt: skip
    request.shell = shell  # type: ignore[attr-defined]
    return {
        "form": SampleForm(),
        "bad": bad,
        "rows": sample_requests(),
        "now": NOW,
        "moment": lambda **back: NOW - timedelta(**back),
        "clocks": clocks(),
        "plan": plan(),
    }


@login_not_required
def style_page(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    only_for_looking()
    return render(request, "style/page.html", context(request))


@login_not_required
@camera_page
def scan_page(request: HttpRequest) -> HttpResponse:
    """Reading codes with the camera."""
    only_for_looking()
    return render(request, "style/scan.html", context(request))


@login_not_required
def sample_page(request: HttpRequest, name: str) -> HttpResponse:
    """One page that stands alone, with sample values."""
    only_for_looking()
    if name in {"work-list", "work-order"}:
        values = context(request)
        values["groups"] = [("Today", values["rows"][:2]), ("This week", values["rows"][2:4])]
        return render(request, f"style/{name.replace('-', '_')}.html", values)
    if name not in SAMPLES:
        raise Http404
    template, made = SAMPLES[name]
    return render(request, template, made())


def only_for_looking() -> None:
    """Sample pages exist in demonstrations and while debugging, nowhere else."""
    if not (settings.DEBUG or settings.SAMDRIFT_DEMO):
        raise Http404
