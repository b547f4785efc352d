"""Taking work that has not begun from somebody who no longer holds a skill it needs (N-44, N-45)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import registry, rules
from samdrift.operations.work.commands import loading
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties import public as parties

NOT_BEGUN = ("planned", "ready", "dispatched", "accepted")
LACKING = "wrong_skill"


def orders_in_need_of(community_id: int, person_id: int, skill: str) -> list[UUID]:
    """What somebody has been given, has not begun, and needs a skill for; the one due first on top."""
    with everywhere(reason="a skill has ended; each order is then taken back within its own community"):
        rows = WorkOrder.objects.filter(community=community_id, assignee=person_id, state__in=NOT_BEGUN, is_open=True)
        found = rows.order_by("due_at", "pk").values_list("uid", "skills")
        return [uid for uid, skills in found if skill.upper() in {one.upper() for one in skills}]


@transaction.atomic
def take_back_unfit(scope: Scope, uid: UUID, *, now: datetime) -> bool:
    """Take an order from a person who lacks a skill on its day; whether it was. Its team keeps it. Safe to repeat."""
    order = loading.locked(scope, uid)
    if order.assignee_id is None or order.state not in NOT_BEGUN:
        return False
    planned = max(now, order.planned_from or order.due_at or now)
    days = [parties.community_day(scope, planned)]
    if not registry.lacking_skills(order.community_id, order.assignee_id, order.skills, days, order.site_id):
        return False
    if rules.after(order.state, "refuse") is not None:
        loading.move(scope, order, "refuse", Moment(now), reason=LACKING)
    order.assignee_id, order.changed_at = None, now
    loading.save(order, "assignee")
    return True
