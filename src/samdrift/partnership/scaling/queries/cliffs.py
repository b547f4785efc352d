"""Days after which a change would hold a month later: of what waits in baskets, and of what waits for a yes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeOrder, Scenario
from samdrift.partnership.scaling.queries.districts import district
from samdrift.partnership.scaling.queries.pictures import known
from samdrift.partnership.scaling.rules.effects import work_out
from samdrift.partnership.scaling.rules.levers import wish_from

AHEAD = timedelta(days=rules.CLIFF_DAYS + 1)


@dataclass(frozen=True, slots=True)
class Cliff:
    """Until which day something has to be done for it to hold from its first day."""

    row: Scenario | ChangeOrder
    last: date
    first_day: date


def orders_near(community_id: int, today: date) -> list[Cliff]:
    """Orders that wait for a yes, whose first day moves by a month unless they are agreed within a fortnight."""
    with everywhere(reason="orders of a community that wait; receivers pass the gate of each"):
        rows = ChangeOrder.objects.filter(
            community=community_id, state__in=rules.PENDING, first_day__gt=today, first_day__lte=today + AHEAD
        ).exclude(kind="correction")  # fmt: skip
        found = [(row, row.first_day) for row in rows.select_related("unit").order_by("pk")]
    return [Cliff(row, first - timedelta(days=1), first) for row, first in found if first is not None]


def open_scenarios(community_id: int) -> list[Scenario]:
    """What waits in baskets of a community."""
    with everywhere(reason="scenarios of a community; receivers pass the gate of each"):
        rows = Scenario.objects.filter(community=community_id, standing="open")
        return list(rows.select_related("unit").order_by("pk"))


def scenarios_near(scope: Scope, scenarios: list[Scenario], today: date) -> Iterator[Cliff]:
    """Of scenarios of one unit, those that would hold a month later unless they are asked for within a fortnight."""
    try:
        place = district(scope, scenarios[0].unit.uid)
    except (ObjectDoesNotExist, NotAllowed):
        return
    picture = known(scope, place, today).picture
    for row in scenarios:
        wished = [wish_from(one) for one in row.wishes]
        try:
            effect = work_out(picture, wished, submitted=today, requested=max(today, row.requested_on))
        except (NoPrice, KeyError, ValueError, LookupError):
            continue
        for verdict in {one.verdict for one in effect.lines}:
            last = rules.last_day_to_ask(verdict.effective, verdict.row.notice_months)
            if rules.is_near_cliff(last, today):
                yield Cliff(row, last, verdict.effective)
                break
