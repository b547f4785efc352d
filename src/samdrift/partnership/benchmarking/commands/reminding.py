"""Who has not answered to a pack is reminded a week before its day, and once more when the day has passed."""

from datetime import datetime, timedelta

from samdrift.foundation.notices.public import Telling, To, tell
from samdrift.foundation.scope import everywhere
from samdrift.partnership.benchmarking.models import VIEW, Pack
from samdrift.partnership.benchmarking.rules import periods, states
from samdrift.registers.parties import public as parties

AHEAD = timedelta(days=7)
NEWS = timedelta(days=60)
"""A day that passed longer ago is no news: such packs were brought in, or left by both."""
DUE, OVERDUE = "benchmarking.due", "benchmarking.overdue"
OFFICES = {"customer": "CTR-C", "provider": "CTR-P"}


def remind(community_id: int, *, now: datetime) -> int:
    """Tell the contract managers of a party that has not answered; each once before the day and once after it."""
    today = now.astimezone(parties.zone_of_community(community_id)).date()
    with everywhere(reason="packs of a community that wait for an answer; who may read them is asked of each receiver"):
        rows = Pack.objects.filter(community=community_id, due_on__range=(today - NEWS, today + AHEAD))
        open_ones = list(rows.exclude(state=states.FROZEN).defer("data").order_by("pk"))
    told = 0
    for pack in open_ones:
        key = OVERDUE if today > pack.due_on else DUE
        telling = Telling(
            to=receivers(pack, [side for side in states.SIDES if not pack.answers[side]], now),
            facts={"period": periods.name_of(pack.first_day, pack.last_day), "day": pack.due_on.isoformat()},
            data_class=pack.data_class, subject_kind="benchmarking.pack", subject_uid=pack.uid,
        )  # fmt: skip
        cause = f"{key}:{pack.uid}:{pack.due_on}"
        told += len(tell(key, telling, community_id=community_id, cause=cause, at=now)) if telling.to else 0
    return told


def receivers(pack: Pack, sides: list[str], now: datetime) -> list[To]:
    """The contract managers of these sides who may read a pack."""
    roles = [OFFICES[side] for side in sides]
    found = (
        parties.holders_of(pack.community_id, roles, now=now, contract_id=pack.contract_id) if roles else []
    )  # fmt: skip
    return [
        To(one.person_id, one.employment_id, language=one.scope.language) for one in found
        if one.scope.side in sides
        and one.scope.allows(VIEW, contract=pack.contract_id, data_class=pack.data_class)
    ]  # fmt: skip
