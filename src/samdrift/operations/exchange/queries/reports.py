"""Requests as other systems may read them: never who asked, never what is restricted, never a secured place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.questions import Question
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.exchange import rules
from samdrift.operations.exchange.formats.georeport import Item
from samdrift.operations.exchange.models import Handover, Jurisdiction, OpenReport, Partner
from samdrift.operations.requests import public as requests

MOST = 1000
# Classes that may leave the house through an open door.
OPEN_CLASSES = ("D0", "D1")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller asks to see.

    Attributes:
        ids: Request numbers; they override everything else.
        start, end: The days in which a request was received.
        updated_after, updated_before: The widely used extension: when it last changed.
    """

    start: datetime
    end: datetime
    ids: Sequence[str] = ()
    codes: Sequence[str] = ()
    status: str = ""
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    page_size: int = MOST


def requests_read(jurisdiction: Jurisdiction, scope: Scope | None, wanted: Wanted) -> list[requests.ServiceRequest]:
    """The requests a caller may read, the newest first.

    Args:
        scope: The key's; None reads only what came through this door, and only where the body publishes that.
    """
    with everywhere(reason="what the body publishes is for everybody; what a key reads is narrowed by its scope"):
        rows = _visible(jurisdiction, scope)
        rows = rows.filter(data_class__in=OPEN_CLASSES, request_type__code__in=jurisdiction.types)
        rows = _filtered(rows.exclude(site__zone="secured").exclude(space__zone="secured"), wanted)
        first = (wanted.page - 1) * wanted.page_size
        shown = rows.select_related("site", "request_type").order_by("-received_at", "-pk")
        return list(shown[first : first + wanted.page_size])


def _visible(jurisdiction: Jurisdiction, scope: Scope | None) -> QuerySet[requests.ServiceRequest]:
    if scope is not None:
        return requests.ServiceRequest.objects.within(scope)
    through = OpenReport.objects.filter(jurisdiction=jurisdiction).values("service_request")
    return requests.ServiceRequest.objects.filter(community=jurisdiction.community_id, pk__in=through)


def _filtered(rows: QuerySet[requests.ServiceRequest], wanted: Wanted) -> QuerySet[requests.ServiceRequest]:
    if wanted.ids:
        return rows.filter(number__in=wanted.ids)
    rows = rows.filter(received_at__gte=wanted.start, received_at__lte=wanted.end)
    if wanted.codes:
        rows = rows.filter(request_type__code__in=wanted.codes)
    if wanted.status:
        rows = rows.filter(state__in=rules.states_reading(wanted.status))
    if wanted.updated_after:
        rows = rows.filter(changed_at__gte=wanted.updated_after)
    if wanted.updated_before:
        rows = rows.filter(changed_at__lte=wanted.updated_before)
    return rows


def told(jurisdiction: Jurisdiction, rows: Iterable[requests.ServiceRequest], language: str) -> list[Item]:
    """Each request as GeoReport shows it."""
    rows = list(rows)
    with everywhere(reason="where the reports just read pointed to"):
        found = OpenReport.objects.filter(service_request__in=[row.pk for row in rows])
        reports = {report.service_request_id: report for report in found}
    return [_one(jurisdiction, row, reports.get(row.pk), language) for row in rows]


def _one(jurisdiction: Jurisdiction, row: requests.ServiceRequest, report: OpenReport | None, language: str) -> Item:
    site = row.site
    address = report.address if report else ""
    if not address and site is not None:
        address = ", ".join(filter(None, (site.address, f"{site.postal_code} {site.town}".strip())))
    point = (report.latitude, report.longitude) if report and report.latitude is not None else (None, None)
    if point == (None, None) and site is not None and site.latitude is not None and site.longitude is not None:
        point = (float(site.latitude), float(site.longitude))
    return {
        "service_request_id": row.number, "status": rules.status_of(row.state),
        "status_notes": str(requests.state_word(row.state)),
        "service_name": in_language(row.request_type.name, language), "service_code": row.request_type.code,
        "description": row.description[:4000] or None,
        "agency_responsible": in_language(jurisdiction.name, language), "service_notice": None,
        "requested_datetime": moment(row.received_at), "updated_datetime": moment(row.changed_at),
        "expected_datetime": moment(row.due_at) if row.due_at else None, "address": address or None,
        "address_id": (report.address_id if report else "") or (site.code if site else None),
        "zipcode": (site.postal_code if site else "") or None, "lat": point[0], "long": point[1],
        "media_url": (report.media_url if report else "") or None,
    }  # fmt: skip


def moment(at: datetime) -> str:
    """A moment as the specification writes it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def number_behind(jurisdiction: Jurisdiction, token: str) -> str | None:
    """The number of the request a tracking token of this body belongs to."""
    if not 20 <= len(token) <= 40:
        return None
    with everywhere(reason="the token is the key; it opens one report's number"):
        found = OpenReport.objects.filter(
            jurisdiction=jurisdiction, service_request__track_digest=requests.track_digest(token)
        )
        return found.values_list("service_request__number", flat=True).first()


def partners(scope: Scope) -> QuerySet[Partner]:
    """Whom requests may be handed over to."""
    return Partner.objects.within(scope).order_by("name")


def _handovers(scope: Scope, request_id: int) -> QuerySet[Handover]:
    rows = Handover.objects.within(scope).filter(service_request=request_id)
    return rows.select_related("partner").order_by("-handed_at", "-pk")


_HANDOVERS, _PARTNERS = Question(_handovers, -77_071), Question(partners)


def handovers_of(scope: Scope, service_request: requests.ServiceRequest) -> list[Handover]:
    """Whom a request was handed over to, the newest first."""
    return _HANDOVERS.rows(scope, service_request.pk)


def partners_offered(scope: Scope) -> list[Partner]:
    """What `partners` gives, for pages asked often."""
    return _PARTNERS.rows(scope)
