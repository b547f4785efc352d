"""Whether somebody may do an order: skills and clearance, on the planned day and on the day itself (invariant 4)."""

from datetime import datetime

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import OPEN_CLASSES, Scope
from samdrift.operations.work import registry
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties import public as parties


def require_fit(scope: Scope, order: WorkOrder, person_id: int | None, *, now: datetime) -> None:
    """Let nobody take or be given what they lack a skill or a clearance for.

    Raises:
        Refused: Somebody lacks a skill, or is not cleared on the planned day or today; it says what.
    """
    if person_id is None:
        return
    planned = max(now, order.planned_from or order.due_at or now)
    mine = person_id == scope.person_id
    if order.data_class not in OPEN_CLASSES and not all(_cleared(order, person_id, at) for at in (now, planned)):
        raise Refused(
            _("You are not cleared for this place on the day of the work.") if mine
            else _("This person is not cleared for this place on the day of the work.")
        )  # fmt: skip
    if not order.skills:
        return
    days = sorted({parties.community_day(scope, at) for at in (now, planned)})
    missing = registry.lacking_skills(order.community_id, person_id, order.skills, days, order.site_id)
    if missing:
        sentence = (
            _("This order takes skills you do not hold on the day: %(skills)s.") if mine
            else _("This person does not hold the skills the order takes on the day: %(skills)s.")
        )  # fmt: skip
        raise Refused(sentence % {"skills": ", ".join(missing)})


def _cleared(order: WorkOrder, person_id: int, at: datetime) -> bool:
    holder = parties.employed_here(order.community_id, person_id, now=at)
    if holder is None:
        return False
    if order.service_request is not None and parties.is_named(holder.scope, order.service_request.uid):
        return True
    return holder.scope.allows(
        "work.do", contract=order.contract_id, site=order.site_id, unit=order.unit_id, line=order.line_code,
        data_class=order.data_class, assigned=True,
    )  # fmt: skip
