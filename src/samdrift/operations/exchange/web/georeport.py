"""The methods of Open311 GeoReport v2 under /open311/v2/, in XML and JSON."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused, TooMany
from samdrift.foundation.http import address_of
from samdrift.foundation.limits import check_limit, hashed
from samdrift.foundation.scope import Scope
from samdrift.operations.exchange.commands.reporting import Report, take_open_report
from samdrift.operations.exchange.formats import georeport
from samdrift.operations.exchange.formats.georeport import Tree
from samdrift.operations.exchange.models import Jurisdiction
from samdrift.operations.exchange.queries import offering, reports
from samdrift.registers.parties import public as parties

REPORTS_A_MINUTE, READS_A_MINUTE = 120, 240
CHANGED = "2026-11-22T00:00:00Z"  # when these methods last changed
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


class Problem(Exception):
    """Answered with a code and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


Method = Callable[..., Tree]


def method(*verbs: str) -> Callable[[Method], Callable[..., HttpResponse]]:
    """Let a function that gives a tree answer in the format its address ends with, errors included."""

    def wrap(give: Method) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @login_not_required
        @wraps(give)
        def view(request: HttpRequest, form: str, **parts: str) -> HttpResponse:
            status = 200
            try:
                if request.method not in (*verbs, "HEAD"):
                    raise Problem(405, _("This method is not offered here."))
                check_limit("open311.address", address_of(request), READS_A_MINUTE, 60, real_now())
                tree = give(request, **parts)
            except Exception as error:  # noqa: BLE001 - known errors are answered, others go on to the 500 page
                status, sentence = _problem(error)
                tree = georeport.fault(status, sentence)
            answer = HttpResponse(georeport.written(tree, form), status=status, content_type=georeport.FORMATS[form])
            answer["Cache-Control"] = "private, no-cache"
            if status == 405:
                answer["Allow"] = ", ".join(verbs)
            return answer

        return view

    return wrap


def _problem(error: Exception) -> tuple[int, str]:
    match error:
        case Problem():
            return error.status, str(error)
        case offering.NoJurisdiction(asked=""):
            return 400, _("Say which body you mean: jurisdiction_id is missing.")
        case offering.NoJurisdiction():
            return 404, _("There is no body of this jurisdiction_id.")
        case Invalid():
            wrong_code = set(error.fields) == {"service_code"}
            return 404 if wrong_code else 400, " ".join(f"{name}: {told}" for name, told in error.fields.items())
        case NotAllowed():
            return 403, str(error)
        case TooMany():
            return 429, str(error)
        case Refused():
            return 400, str(error)
    raise error


def _given(request: HttpRequest, name: str) -> str:
    """A parameter; an empty one is as one not given."""
    return (request.POST.get(name) or request.GET.get(name) or "").strip()


def _jurisdiction(request: HttpRequest) -> Jurisdiction:
    return offering.jurisdiction_called(_given(request, "jurisdiction_id"))


def _language() -> str:
    return (get_language() or "en")[:2]


def _key(request: HttpRequest, jurisdiction: Jurisdiction) -> tuple[Scope | None, str]:
    """The scope of the caller's key and what its uses are counted under; None without a key.

    Raises:
        Problem: The key opens nothing here; nothing tells why.
    """
    secret = _given(request, "api_key")
    if not secret:
        return None, ""
    token = parties.token_by_digest(hashlib.sha256(secret.encode()).hexdigest())
    scope = token and parties.token_scope(token, now=now(), real_now=real_now())
    if not token or not scope or scope.community_id != jurisdiction.community_id:
        raise Problem(403, _("This api_key is not valid here."))
    return scope, str(token.pk)


@method("GET")
def services(request: HttpRequest) -> Tree:
    """What can be reported."""
    return Tree("services", "service", offering.services(_jurisdiction(request), _language()))


@method("GET")
def service(request: HttpRequest, code: str) -> Tree:
    """The questions of one kind of report."""
    found = offering.definition(_jurisdiction(request), code, _language())
    if found is None:
        raise Problem(404, _("There is no such service_code."))
    return Tree("service_definition", "service", [found], single=True)


@method("GET", "POST")
def requests_(request: HttpRequest) -> Tree:
    """What was reported, or a new report."""
    return _report(request) if request.method == "POST" else _listed(request)


def _report(request: HttpRequest) -> Tree:
    jurisdiction = _jurisdiction(request)
    scope, counted = _key(request, jurisdiction)
    if scope is None:
        raise Problem(403, _("Reporting needs an api_key."))
    if not _given(request, "service_code"):
        raise Problem(400, _("service_code is missing."))
    check_limit("open311.key", counted, REPORTS_A_MINUTE, 60, real_now())
    taken = take_open_report(scope, jurisdiction, _read(request, counted), now=now())
    made = {"service_request_id": taken.number, "service_notice": None, "account_id": None}
    return Tree("service_requests", "request", [made])


def _read(request: HttpRequest, counted: str) -> Report:
    lat, long = _given(request, "lat"), _given(request, "long")
    point = (georeport.degrees(lat, 90), georeport.degrees(long, 180)) if lat or long else (None, None)
    if (lat or long) and None in point:
        raise Problem(400, _("lat and long come together, in degrees."))
    device = _given(request, "device_id") or _given(request, "account_id")
    return Report(
        service_code=_given(request, "service_code"), description=_given(request, "description"),
        address=_given(request, "address_string"), address_id=_given(request, "address_id"),
        point=None if point[0] is None or point[1] is None else (point[0], point[1]),
        answers=georeport.attributes_of(request.POST.lists()),
        name=f"{_given(request, 'first_name')} {_given(request, 'last_name')}".strip(),
        email=_given(request, "email"), phone=_given(request, "phone"),
        device_key=hashed("open311.device", f"{counted} {device}") if device else "",
        media_url=_given(request, "media_url"), language=_language(),
    )  # fmt: skip


def _listed(request: HttpRequest) -> Tree:
    jurisdiction = _jurisdiction(request)
    rows = reports.requests_read(jurisdiction, _reader(request, jurisdiction), _wanted(request))
    return Tree("service_requests", "request", reports.told(jurisdiction, rows, _language()))


def _reader(request: HttpRequest, jurisdiction: Jurisdiction) -> Scope | None:
    scope, _counted = _key(request, jurisdiction)
    if scope is not None:
        scope.require_somewhere("requests.view")
    elif not jurisdiction.published:
        raise Problem(403, _("Reading reports of this body needs an api_key."))
    return scope


def _wanted(request: HttpRequest) -> reports.Wanted:
    moment = now()
    start, end = georeport.period(_moment(request, "start_date"), _moment(request, "end_date"), moment)
    status = _given(request, "status").lower()
    if status not in ("", "open", "closed", "open,closed", "closed,open"):
        raise Problem(400, _("status is open or closed."))
    return reports.Wanted(
        start=start, end=end, ids=_several(request, "service_request_id"), codes=_several(request, "service_code"),
        status="" if "," in status else status, updated_after=_moment(request, "updated_after"),
        updated_before=_moment(request, "updated_before"), page=_number(request, "page", 1, 1000),
        page_size=_number(request, "page_size", reports.MOST, reports.MOST),
    )  # fmt: skip


def _several(request: HttpRequest, name: str) -> list[str]:
    return [part.strip() for part in _given(request, name).split(",") if part.strip()][: reports.MOST]


def _number(request: HttpRequest, name: str, otherwise: int, most: int) -> int:
    given = _given(request, name)
    if given and not (given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= most):
        raise Problem(400, _("%(name)s is a number from 1 to %(most)s.") % {"name": name, "most": most})
    return int(given) if given else otherwise


def _moment(request: HttpRequest, name: str) -> datetime | None:
    given = _given(request, name)
    try:
        return georeport.moment_of(given) if given else None
    except (ValueError, OverflowError) as error:
        told = _("%(name)s is a moment with its offset, such as 2026-01-31T08:15:00Z.") % {"name": name}
        raise Problem(400, told) from error


@method("GET")
def request_(request: HttpRequest, number: str) -> Tree:
    """One report, or several named with commas."""
    jurisdiction = _jurisdiction(request)
    ids = [part.strip() for part in number.split(",") if part.strip()][: reports.MOST]
    moment = now()
    rows = reports.requests_read(
        jurisdiction, _reader(request, jurisdiction), reports.Wanted(start=moment, end=moment, ids=ids)
    )
    if not rows:
        raise Problem(404, _("There is no such service_request_id."))
    return Tree("service_requests", "request", reports.told(jurisdiction, rows, _language()))


@method("GET")
def token(request: HttpRequest, token: str) -> Tree:
    """The id of the report a token stands for."""
    number = reports.number_behind(_jurisdiction(request), token)
    if number is None:
        raise Problem(404, _("There is no such token."))
    return Tree("service_requests", "request", [{"service_request_id": number, "token": token}])


@method("GET")
def discovery(request: HttpRequest) -> Tree:
    """Where the methods stand and what they speak."""
    base = request.build_absolute_uri(reverse("exchange:discovery", kwargs={"form": "xml"}))
    endpoint: dict[str, Any] = {
        "specification": SPECIFICATION, "url": base.removesuffix("/discovery.xml"), "changeset": CHANGED,
        "type": "production", "formats": [{"format": kind.split(";")[0]} for kind in georeport.FORMATS.values()],
    }  # fmt: skip
    told = {"changeset": CHANGED, "contact": "", "key_service": _("Ask the body you report to for a key."),
            "endpoints": [endpoint]}  # fmt: skip
    return Tree("discovery", "discovery", [told], single=True)
