"""What the rooms of a building are coloured by: how much is open there, and whether a promise about it is in danger."""

from collections import Counter, defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.lists import open_counts_by_space
from samdrift.registers.estate import public as estate

LATE, AT_RISK, PAUSED, ON_TIME, NOTHING = "late", "at_risk", "paused", "on_time", "nothing"
WORST_FIRST = (LATE, AT_RISK, ON_TIME, PAUSED)


def open_by_room(scope: Scope, site_id: int, _now: datetime) -> estate.Shaded:
    """How many requests are open in each room, up to "3 or more"."""
    return {
        space: (str(min(count, 3)), ngettext("%(count)d open request", "%(count)d open requests", count)
                % {"count": count})
        for space, count in open_counts_by_space(scope, site_id).items()
    }  # fmt: skip


def risk_by_room(scope: Scope, site_id: int, now: datetime) -> estate.Shaded:
    """For each room how the next promises of its open requests stand, the worst first."""
    rows = ServiceRequest.objects.within(scope).filter(is_open=True, site=site_id, space__isnull=False)
    standings: dict[int, Counter[str]] = defaultdict(Counter)
    for space, due, risk, paused in rows.order_by().values_list("space", "next_due_at", "at_risk_at", "paused"):
        if paused or due is not None:
            standings[space][standing(due, risk, paused=paused, now=now)] += 1
    return {space: _told(found) for space, found in standings.items()}


def standing(due: datetime | None, risk: datetime | None, *, paused: bool, now: datetime) -> str:
    """How a request's next promise stands, as the filters of lists tell it."""
    if paused:
        return PAUSED
    if due is not None and due < now:
        return LATE
    return AT_RISK if risk is not None and risk <= now else ON_TIME


def _told(found: Counter[str]) -> tuple[str, str]:
    worst = next(one for one in WORST_FIRST if found[one])
    return worst, ", ".join(f"{RISK_WORDS[one]}: {found[one]}" for one in WORST_FIRST if found[one])


RISK_WORDS = {
    LATE: _("Late"), AT_RISK: _("At risk"), ON_TIME: _("On time"), PAUSED: _("Paused"),
}  # fmt: skip
COLOURINGS = (
    estate.Colouring(
        code="requests.open", name=_("Open requests"), permission="requests.view", load=open_by_room, position=10,
        words=_("How many requests are open in each room."),
        legend=(
            estate.Shade("0", _("No open request"), "none"), estate.Shade("1", _("1 open request"), "warm1"),
            estate.Shade("2", _("2 open requests"), "warm2"), estate.Shade("3", _("3 or more open requests"), "warm3"),
        ),
    ),
    estate.Colouring(
        code="promises.risk", name=_("Promises in danger"), permission="requests.view", load=risk_by_room, position=20,
        words=_("How the next promise about each room’s open requests stands, the worst of them."),
        legend=(
            estate.Shade(NOTHING, _("No promise is running"), "none"),
            estate.Shade(PAUSED, RISK_WORDS[PAUSED], "cool1"),
            estate.Shade(ON_TIME, RISK_WORDS[ON_TIME], "cool2"), estate.Shade(AT_RISK, RISK_WORDS[AT_RISK], "warm2"),
            estate.Shade(LATE, RISK_WORDS[LATE], "warm4"),
        ),
    ),
)  # fmt: skip
