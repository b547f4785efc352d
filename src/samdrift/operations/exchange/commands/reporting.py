"""A report from another system becomes a contact and a request, with the same clocks as from anywhere."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk import public as desk
from samdrift.operations.exchange.formats.georeport import LONGEST_DESCRIPTION
from samdrift.operations.exchange.models import Jurisdiction, OpenReport
from samdrift.operations.exchange.queries import offering
from samdrift.operations.requests import public as requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What another system sent; names and addresses of people go in and never out again."""

    service_code: str
    description: str = ""
    address: str = ""
    address_id: str = ""
    point: tuple[float, float] | None = None
    answers: dict[str, str | list[str]] = field(default_factory=dict)
    name: str = ""
    email: str = ""
    phone: str = ""
    device_key: str = ""
    media_url: str = ""
    language: str = "en"


@transaction.atomic
def take_open_report(scope: Scope, jurisdiction: Jurisdiction, report: Report, *, now: datetime) -> desk.Taken:
    """Take a report in through the key's scope.

    Raises:
        Invalid: Something in it does not fit; the sentence says what.
        NotAllowed: The key may not report there.
        Refused: No contract covers this service at this place.
    """
    found = next((pair for pair in offering.types_of(jurisdiction) if pair[0].code == report.service_code), None)
    if found is None:
        raise Invalid({"service_code": _("This body takes no such reports.")})
    kind, form = found
    spot = _spot(scope, jurisdiction, report)
    ask = requests.Ask(
        request_type=kind.code, channel="api", description=_described(report), site_id=spot.site_id,
        space_id=spot.space_id, asset_id=spot.asset_id, answers=offering.answers_as_asked(form, report.answers),
        on_behalf_of=report.name[:120], contact=(report.email or report.phone)[:120], device_key=report.device_key,
        language=report.language,
    )  # fmt: skip
    taken = desk.take_report(scope, ask, desk.Arrival(started_at=now), now=now)
    with everywhere(reason="the request that was just made for this report"):
        row = requests.ServiceRequest.objects.get(uid=taken.request_uid)
    OpenReport.objects.create(
        community_id=jurisdiction.community_id, data_class=row.data_class, jurisdiction=jurisdiction,
        service_request=row, address=report.address[:400], address_id=report.address_id[:80],
        latitude=report.point[0] if report.point else None, longitude=report.point[1] if report.point else None,
        media_url=report.media_url[:400], reported_at=now,
    )  # fmt: skip
    return taken


def _spot(scope: Scope, jurisdiction: Jurisdiction, report: Report) -> offering.Spot:
    if not (report.address or report.address_id or report.point):
        raise Invalid({"lat": _("Say where it is: lat and long, address_string or address_id.")})
    spot = offering.spot_of(scope, jurisdiction, address_id=report.address_id, point=report.point)
    if spot is None:
        raise Invalid({"address_id": _("There is no such place here.")})
    return spot


def _described(report: Report) -> str:
    if len(report.description) > LONGEST_DESCRIPTION:
        too_long = _("The description is too long: at most %(most)s characters.") % {"most": LONGEST_DESCRIPTION}
        raise Invalid({"description": too_long})
    # Where it is belongs into the words too: whoever goes there reads those.
    return "\n".join(filter(None, (report.description.strip(), report.address.strip())))
