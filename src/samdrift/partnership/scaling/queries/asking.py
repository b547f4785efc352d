"""What is looked up while somebody asks for a change: whether they asked already, and whose yes it needs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from samdrift.foundation.scope import Scope
from samdrift.kernel.fees import Key
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder
from samdrift.partnership.scaling.queries.districts import District
from samdrift.partnership.scaling.registry import yardsticks
from samdrift.partnership.scaling.rules.effects import Effect, with_budget
from samdrift.partnership.scaling.rules.levers import Wish


class AskedFor(Protocol):
    """What a form asked for."""

    @property
    def wishes(self) -> Sequence[Wish]: ...
    @property
    def requested_on(self) -> date: ...
    @property
    def name(self) -> str: ...


def same_again(
    scope: Scope, place: District, asked: AskedFor, volumes: Mapping[Key, Decimal], today: date
) -> ChangeOrder | None:
    """The order the same person made of the same form today; None when this is another wish."""
    rows = ChangeOrder.objects.within(scope).filter(
        contract=place.contract.pk, unit=place.unit.pk, asked_by=scope.person_id, submitted_on=today,
        requested_on=asked.requested_on, name=asked.name.strip()[:80], state__in=rules.COUNTED,
    )  # fmt: skip
    orders = {order.pk: order for order in rows.order_by("pk")}
    if not orders or scope.person_id is None:
        return None
    found: dict[int, set[tuple[object, ...]]] = {}
    columns = ("order_id", "item", "unit_id", "site_id", "setting_from", "setting_to", "quantity_to")
    for pk, *line in ChangeLine.objects.within(scope).filter(order__in=orders).values_list(*columns):
        found.setdefault(pk, set()).add(tuple(line))
    wanted = {(*wish.key, wish.to_setting, wish.to_quantity) for wish in asked.wishes}
    # What a form left as it was is no line of the order it became.
    idle = {
        (*wish.key, wish.to_setting, wish.to_quantity) for wish in asked.wishes
        if wish.setting == wish.to_setting and wish.to_quantity == volumes.get(wish.key)
    }  # fmt: skip
    fitting = [pk for pk, lines in found.items() if lines <= wanted and wanted - lines <= idle]
    return orders[max(fitting)] if fitting else None


def approvals_of(scope: Scope, place: District, effect: Effect, today: date) -> tuple[str, ...]:
    """Whose yes it needs: by the rows it meets, and the contract manager's where it leaves the budget behind."""
    if effect.year_change <= 0 or len(effect.approvals) > 1:
        return effect.approvals
    years = (today.year, today.year + 1)
    return approvals_within(
        effect, [yardsticks(scope, place.contract.pk, place.unit_ids, year).get("budget") for year in years]
    )


def approvals_within(effect: Effect, budgets: Sequence[int | None]) -> tuple[str, ...]:
    """The same, with the budgets of this year and the next known already; None where there is none."""
    years = zip((effect.this_year, effect.next_year), budgets, strict=True)
    over = any(
        budget is not None and after > before and after > budget for (before, after), budget in years
    )  # fmt: skip
    return with_budget(effect.approvals, dearer=effect.year_change > 0, over_budget=over)
