"""What a dispatcher's board is told once: where a team's day begins, and ways somebody measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.dispatch.events import TeamDaySet, WaysMeasured
from samdrift.operations.dispatch.models import TeamDay, Way
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

PERMISSION = "dispatch.set_up"
LAST_MINUTE = 24 * 60
MOST_WAYS = 100_000


@dataclass(frozen=True, slots=True)
class Hours:
    """Where and when a team's day begins; minutes after local midnight."""

    site_id: int | None
    shift_from: int = 8 * 60
    shift_to: int = 16 * 60
    rest_minutes: int = 30
    rest_from: int = 11 * 60
    rest_to: int = 13 * 60


@transaction.atomic
def set_team_day(scope: Scope, team: parties.Team, hours: Hours, *, now: datetime) -> TeamDay:
    """Say where a team starts and ends, and its hours where no shifts are written.

    Raises:
        Invalid: There is no such site, or the hours do not follow each other within a day.
        NotAllowed: The actor may not set the board up.
    """
    scope.require_somewhere(PERMISSION)
    if not 0 <= hours.shift_from < hours.shift_to <= LAST_MINUTE - 1:
        raise Invalid({"shift_to": _("The day ends after it begins.")})
    if not hours.shift_from <= hours.rest_from <= hours.rest_to <= hours.shift_to - hours.rest_minutes:
        raise Invalid({"rest_to": _("The rest lies within the day.")})
    if hours.site_id is not None and not estate.Site.objects.within(scope).filter(pk=hours.site_id).exists():
        raise Invalid({"site": _("There is no such site.")})
    with everywhere(reason="the hours of a team of the actor's own community"):
        row, _made = TeamDay.objects.get_or_create(team=team, community_id=scope.community_id)
    for name in ("site_id", "shift_from", "shift_to", "rest_minutes", "rest_from", "rest_to"):
        setattr(row, name, getattr(hours, name))
    row.save_changes("site", "shift_from", "shift_to", "rest_minutes", "rest_from", "rest_to")
    record(TeamDaySet(team_id=team.pk, site_id=row.site_id), scope=scope, at=now, subject=row)
    return row


@dataclass(frozen=True, slots=True)
class Measured:
    """One way: the codes of two sites, and how long and how far it is."""

    start: str
    end: str
    seconds: int
    metres: int


@transaction.atomic
def bring_in_ways(scope: Scope, rows: Sequence[Measured], *, now: datetime) -> int:
    """Keep measured ways, in place of what was measured before between the same sites; how many.

    Raises:
        Invalid: A site is unknown, or a way is not possible; it says which line. Then none is kept.
        NotAllowed: The actor may not set the board up.
    """
    scope.require_somewhere(PERMISSION)
    if len(rows) > MOST_WAYS:
        raise Invalid({"file": _("The table has more lines than can be taken at once.")})
    known = dict(estate.Site.objects.within(scope).values_list("code", "pk"))
    for number, row in enumerate(rows, start=2):
        if row.start not in known or row.end not in known:
            raise Invalid({"file": _("Line %(line)s names a site that is not known.") % {"line": number}})
        if row.start == row.end or not 0 < row.seconds < 86_400 or not 0 <= row.metres < 5_000_000:
            raise Invalid({"file": _("Line %(line)s is no way that can be driven.") % {"line": number}})
    ways = {(known[row.start], known[row.end]): row for row in rows}
    Way.objects.bulk_create(
        [
            Way(community_id=scope.community_id, start_id=a, end_id=b, seconds=row.seconds, metres=row.metres)
            for (a, b), row in ways.items()
        ],
        update_conflicts=True, unique_fields=["start", "end"], update_fields=["seconds", "metres"], batch_size=500,
    )  # fmt: skip
    record(WaysMeasured(count=len(ways)), scope=scope, at=now)
    return len(ways)
