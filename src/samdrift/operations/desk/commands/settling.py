"""Settling reports that were held because their code leads nowhere: they belong to a site, or they are spam."""

import io
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.files.public import CleanFile, clean_upload
from samdrift.foundation.scope import Scope
from samdrift.operations.desk.commands.taking import Arrival, Taken, take_report
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import public as tags


def adopt_held(scope: Scope, uid: UUID, *, site_code: str, now: datetime) -> Taken:
    """Make a held report a request of one of our sites; its clocks count from when it was sent.

    Raises:
        DoesNotExist: There is no such report for this desk.
        Invalid: There is no such site.
        NotAllowed, Refused: As reporting there and settling have it.
    """
    held = tags.held_report(scope, uid)
    site = estate.Site.objects.within(scope).filter(code__iexact=site_code.strip()).first()
    if site is None:
        raise Invalid({"site": _("There is no site with this code.")})
    photo = _photo(held)
    with transaction.atomic():
        ask = requests.Ask(
            request_type=_type(scope, held.problem), channel="qr", description=held.text, site_id=site.pk,
            chip_code=held.problem, contact=held.contact, device_key=held.device_key, language=held.language,
        )  # fmt: skip
        arrival = Arrival(started_at=held.received_at, agent_id=scope.person_id)
        taken = take_report(scope, ask, arrival, now=now, photo=photo)
        tags.settle_held(scope, uid, "request", now=now, request_uid=taken.request_uid)
    return taken


def throw_away_held(scope: Scope, uid: UUID, *, now: datetime) -> None:
    """Say that a held report is spam; what was written is forgotten."""
    tags.settle_held(scope, uid, "spam", now=now)


def _type(scope: Scope, problem: str) -> str:
    """The type a problem of the silent form means in this community's catalogue."""
    book = catalogue.catalogue_of(scope.community_id)
    chips = book.chips_for("space:*")
    chip = next((one for one in chips if one.code == problem), None) or next(iter(chips), None)
    kind = book.types.get(chip.request_type_id) if chip else None
    public = (one for one in book.types.values() if one.audience == "public")
    found = kind or next(public, None)
    if found is None:
        raise Invalid({"request_type": _("The catalogue has nothing a stranger may ask for.")})
    return found.code


def _photo(held: tags.HeldReport) -> CleanFile | None:
    return clean_upload(io.BytesIO(bytes(held.photo)), "photo.jpg") if held.photo else None
