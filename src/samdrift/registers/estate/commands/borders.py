"""Drawing units' borders, and putting sites on the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold
from samdrift.registers.estate.events import BorderSet, SitePlaced
from samdrift.registers.estate.formats.borders import AreaRead
from samdrift.registers.estate.models import Site, UnitBorder
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class BordersSet:
    """What became of a file: codes of units with a border now, and names that are no unit's, or several units'."""

    units: tuple[str, ...]
    unknown: tuple[str, ...]


@transaction.atomic
def set_borders(scope: Scope, areas: Sequence[AreaRead], *, source: str, valid_from: date, now: datetime) -> BordersSet:
    """Draw borders of units, found by code or by name in any language; the earlier ones end the day before.

    Raises:
        Invalid: No area is a unit's, or nobody says whose borders they are.
        NotAllowed: The actor may not bring places in for such a unit.
    """
    if not source.strip():
        raise Invalid({"source": _("Say whose borders they are, as it is shown beside the map.")})
    units = _by_name(scope)
    found = [(one, units.get(fold(one.name))) for one in areas]
    known = [(one, unit) for one, unit in found if unit is not None]
    if not known:
        raise Invalid({"file": _("None of the areas is called like a unit, by code or by name.")})
    for one, unit in known:
        scope.require("estate.import", unit=unit.pk)
        _end(scope, unit, valid_from, now)
        UnitBorder.objects.create(
            community_id=scope.community_id, unit=unit, rings=one.rings, label_x=one.label[0], label_y=one.label[1],
            source=source.strip()[:160], valid_from=valid_from, recorded_at=now,
        )  # fmt: skip
        points = sum(len(ring) for ring in one.rings)
        record(BorderSet(unit_uid=unit.uid, valid_from=valid_from, points=points), scope=scope, at=now, subject=unit)
    return BordersSet(tuple(unit.code for _one, unit in known), tuple(one.name for one, unit in found if unit is None))


def _end(scope: Scope, unit: parties.Unit, day: date, now: datetime) -> None:
    """What held from the day on is known to have been wrong; what began earlier ends the day before."""
    rows = UnitBorder.objects.within(scope).filter(unit=unit, superseded_at__isnull=True)
    rows.filter(valid_from__gte=day).update(superseded_at=now)
    rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lt=day).update(
        valid_to=day - timedelta(days=1)
    )


def _by_name(scope: Scope) -> dict[str, parties.Unit]:
    """Units by what they may be called; a code comes before a name, and a name two units have is nobody's."""
    rows = list(parties.Unit.objects.within(scope).filter(closed_on__isnull=True).order_by("code"))
    named: dict[str, set[int]] = {}
    for unit in rows:
        for name in unit.name.values():
            named.setdefault(fold(name), set()).add(unit.pk)
    by_id = {unit.pk: unit for unit in rows}
    found = {name: by_id[next(iter(ids))] for name, ids in named.items() if len(ids) == 1}
    return {**found, **{fold(unit.code): unit for unit in rows}}


@transaction.atomic
def place_site(
    scope: Scope, site_uid: UUID, latitude: Decimal | None, longitude: Decimal | None, *, expected_version: int | None,
    now: datetime,
) -> Site:  # fmt: skip
    """Put a site on the map, or take it off with None for both.

    Raises:
        DoesNotExist: No such site within the scope.
        Invalid: The degrees are out of range, or one of them is missing.
        NotAllowed: The actor may not change the estate there.
        Stale: Somebody changed it meanwhile.
    """
    site = Site.objects.within(scope).locked(site_uid, expected_version)
    scope.require("estate.change", unit=site.unit_id, site=site.pk)
    if (latitude is None) != (longitude is None):
        raise Invalid({"longitude": _("Latitude and longitude come together.")})
    for name, value, most in (("latitude", latitude, 85), ("longitude", longitude, 180)):
        if value is not None and not (value.is_finite() and abs(value) <= most):
            raise Invalid({name: _("Degrees between -%(most)s and %(most)s.") % {"most": most}})
    site.latitude, site.longitude = _five(latitude), _five(longitude)
    site.save_changes("latitude", "longitude")
    record(SitePlaced(site_uid=site.uid), scope=scope, at=now, subject=site)
    return site


def _five(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.00001"))
