"""Known issues: declared in three languages, changed, ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import LANGUAGES, in_language
from samdrift.foundation.http import ScopedRequest, version_of
from samdrift.kernel.local_time import NoSuchLocalTime, local_moment
from samdrift.operations.desk.commands import outages as commands
from samdrift.operations.desk.models import Outage
from samdrift.operations.desk.queries import outages as queries
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate

MOST = 50
BLANK = dict.fromkeys(
    [
        "site",
        "building",
        "line",
        "case",
        "until",
        *(f"{part}_{key}" for part in ("title", "text") for key in LANGUAGES),
    ],
    "",
)
NAMES = {"en": "English", "da": "Dansk", "sv": "Svenska"}


@require_safe
def outage_list(request: ScopedRequest) -> HttpResponse:
    """What is out now, and what was."""
    request.scope.require_somewhere("desk.view")
    ended = request.GET.get("tab") == "ended"
    language = _language()
    rows = [
        (
            row, in_language(row.title, language),
            " · ".join(filter(None, (in_language(row.site.name, language) if row.site else "",
                                     row.building.name if row.building else "", row.line_code))),
        )
        for row in queries.outages(request.scope, ended=ended)[:MOST]
    ]  # fmt: skip
    tabs = [
        (_("Known issues now"), "/desk/outages/", not ended, None),
        (_("Over"), "/desk/outages/?tab=ended", ended, None),
    ]
    context = {"rows": rows, "tabs": tabs, "ended": ended, "may_declare": request.scope.may("desk.declare")}
    return render(request, "desk/outages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def outage_new(request: ScopedRequest) -> HttpResponse:
    """Declare a known issue; `?request=` names the case everybody joins and fills in where it is."""
    scope = request.scope
    scope.require_somewhere("desk.declare")
    given = {name: value[:1000] for name, value in (request.POST or request.GET).items() if isinstance(value, str)}
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            outage = commands.declare_outage(scope, _known(request, given), now=now())
        except Invalid as wrong:
            errors, status = dict(wrong.fields), 422
        else:
            messages.success(request, _("Everybody there is told now: “%(what)s”.") % {"what": outage.title["en"]})
            return redirect("desk:outages")
    elif given.get("request"):
        given = _from_case(request, given)
    context = {"given": BLANK | given, "errors": errors, "outage": None, "names": NAMES} | _choices(request)
    return render(request, "desk/outage.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def outage_change(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say it anew, or that it is over."""
    outage = Outage.objects.within(request.scope).select_related("site", "building", "service_request").get(uid=uid)
    request.scope.require("desk.declare", site=outage.site_id, line=outage.line_code)
    given: dict[str, str] = {f"title_{key}": outage.title.get(key, "") for key in LANGUAGES}
    given |= {f"text_{key}": outage.text.get(key, "") for key in LANGUAGES}
    if outage.expected_until:
        given["until"] = outage.expected_until.astimezone(get_current_timezone()).strftime("%Y-%m-%dT%H:%M")
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        given = {name: value[:1000] for name, value in request.POST.items() if isinstance(value, str)}
        try:
            _change(request, uid, given)
        except Invalid as wrong:
            errors, status = dict(wrong.fields), 422
        except Refused as wrong:
            errors, status = {"title_en": str(wrong)}, 409
        else:
            return redirect("desk:outages")
    return render(
        request,
        "desk/outage.html",
        {"given": BLANK | given, "errors": errors, "outage": outage, "names": NAMES},
        status=status,
    )


def _change(request: ScopedRequest, uid: UUID, given: dict[str, str]) -> None:
    version = version_of(request)
    if "over" in given:
        commands.end_outage(request.scope, uid, expected_version=version, now=now())
        messages.success(request, _("It is over; nobody is told of it any more."))
        return
    title, text = _texts(given)
    commands.change_outage(
        request.scope, uid, title=title, text=text, expected_until=_until(given), expected_version=version, now=now()
    )
    messages.success(request, _("Everybody there reads it like that now."))


def _known(request: ScopedRequest, given: dict[str, str]) -> commands.Known:
    scope = request.scope
    site = building = None
    if given.get("site"):
        site = estate.Site.objects.within(scope).filter(code__iexact=given["site"].strip()).first()
        if site is None:
            raise Invalid({"site": _("There is no such site.")})
    if given.get("building"):
        rows = estate.Building.objects.within(scope).filter(site=site, code__iexact=given["building"].strip())
        building = rows.first()
        if building is None:
            raise Invalid({"building": _("There is no such building at this site.")})
    title, text = _texts(given)
    return commands.Known(
        title=title, text=text, site_id=site.pk if site else None, building_id=building.pk if building else None,
        line_code=given.get("line", "")[:8], request_uid=_case_uid(request, given.get("case", "")),
        expected_until=_until(given),
    )  # fmt: skip


def _texts(given: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    return (
        {key: given.get(f"title_{key}", "") for key in LANGUAGES},
        {key: given.get(f"text_{key}", "") for key in LANGUAGES},
    )


def _until(given: dict[str, str]) -> datetime | None:
    if not given.get("until"):
        return None
    try:
        return local_moment(datetime.fromisoformat(given["until"]).replace(tzinfo=None), get_current_timezone())
    except (ValueError, NoSuchLocalTime) as wrong:
        raise Invalid({"until": _("Give a day and a time.")}) from wrong


def _case_uid(request: ScopedRequest, number: str) -> UUID | None:
    if not number.strip():
        return None
    rows = requests.ServiceRequest.objects.within(request.scope).filter(number__iexact=number.strip())
    found = rows.values_list("uid", flat=True).first()
    if found is None:
        raise Invalid({"case": _("There is no such request.")})
    return found


def _from_case(request: ScopedRequest, given: dict[str, str]) -> dict[str, str]:
    """Where a request is, for the issue that is declared from it; words are for people to write."""
    try:
        uid = UUID(given["request"])
    except ValueError:
        return given
    row = requests.ServiceRequest.objects.within(request.scope).filter(uid=uid).select_related("site").first()
    if row is None:
        return given
    return given | {"case": row.number, "site": row.site.code if row.site else "", "line": row.line_code}


def _choices(request: ScopedRequest) -> dict[str, Any]:
    language = _language()
    lines = catalogue.catalogue_of(request.scope.community_id).lines
    return {"names": NAMES, "lines": [(code, in_language(line.name, language)) for code, line in lines.items()]}


def _language() -> str:
    return (get_language() or "en")[:2]
