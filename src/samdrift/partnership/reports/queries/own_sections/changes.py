"""Changes of service: what was submitted in the period, how long each took, and what it does to the price."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, column, row, table, told
from samdrift.partnership.reports.queries.own_sections.named import BOTH
from samdrift.partnership.reports.queries.own_sections.words import CHANGE_STATES
from samdrift.partnership.scaling import public as scaling

MOST = 60


def load(asked: Asked) -> Sequence[Block]:
    """The changes submitted, answered or beginning in the period."""
    rows = scaling.ChangeOrder.objects.within(asked.scope).filter(
        contract=asked.contract_id, submitted_at__lte=asked.known_at
    )
    span = (asked.first, asked.last)
    near = rows.filter(Q(submitted_on__range=span) | Q(accepted_at__date__range=span) | Q(first_day__range=span))
    found = list(near.select_related("unit").order_by("submitted_on", "number", "pk")[: MOST + 1])
    if not found:
        return []
    columns = [
        column(_("Change")), column(_("District")), column(_("Submitted"), "date"), column(_("Accepted"), "date"),
        column(_("Days"), "number"), column(_("From"), "date"), column(_("State")),
        column(_("Effect a year"), "money"),
    ]  # fmt: skip
    made = [_row(asked, one) for one in found[:MOST]]
    whole = sum(one.year_minor for one in found[:MOST] if one.state not in ("rejected", "withdrawn", "expired"))
    made.append(row(told(_("Together")), "", None, None, None, None, "", whole, strong=True))
    note = _("Days from asking to the provider's yes. What was rejected, taken back or expired is in no sum.")
    return [table("changes", _("Changes of service"), columns, made, note)]


def _row(asked: Asked, one: scaling.ChangeOrder) -> dict[str, object]:
    accepted = _by(asked, one.accepted_at.date() if one.accepted_at else None)
    days = (accepted - one.submitted_on).days if accepted and one.submitted_on else None
    return row(
        one.number, one.unit.name, one.submitted_on, accepted, days, one.first_day, told(CHANGE_STATES[one.state]),
        one.year_minor, to=f"/changes/{one.uid}/",
    )  # fmt: skip


def _by(asked: Asked, day: date | None) -> date | None:
    return day if day is not None and day <= asked.known_at.date() else None


SECTIONS = (
    Section(
        code="changes", title=_("Changes of service"), place=90, kinds=BOTH, load=load,
        permissions=frozenset({"scaling.view"}),
    ),
)  # fmt: skip
