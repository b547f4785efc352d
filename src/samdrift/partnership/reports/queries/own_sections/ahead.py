"""What comes: days to decide on options, planned work, changes that begin, and the decisions that wait."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, column, points, row, table, told
from samdrift.operations.planning.public import PlanOccurrence
from samdrift.partnership.reports.formats.wording import days
from samdrift.partnership.reports.queries.own_sections.named import BOTH, line_texts
from samdrift.partnership.reports.rules.periods import after
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.contracts import public as contracts


def load(asked: Asked) -> Sequence[Block]:
    """Options, planned work and changes of the months after the period."""
    return [*_options(asked), *_changes(asked), *_works(asked)]


def _options(asked: Asked) -> list[Block]:
    contract = contracts.Contract.objects.within(asked.scope).filter(pk=asked.contract_id).first()
    if contract is None:
        return []
    made = [
        row(one.name, one.exercise_by, one.ends_on, one.clause, to=f"/contracts/{contract.uid}/")
        for one in contracts.options_of(asked.scope, contract, asked.known_at)
        if one.exercised_at is None and one.exercise_by > asked.last
    ]
    columns = [
        column(_("Option")), column(_("Used by"), "date"), column(_("Runs until"), "date"), column(_("Clause")),
    ]  # fmt: skip
    return [table("options", _("Options to decide on"), columns, made)] if made else []


def _changes(asked: Asked) -> list[Block]:
    end = after(asked.last.replace(day=1), 4) - timedelta(days=1)
    rows = scaling.ChangeOrder.objects.within(asked.scope).filter(
        contract=asked.contract_id, first_day__gt=asked.last, first_day__lte=end, accepted_at__lte=asked.known_at
    )
    rows = rows.filter(state__in=("scheduled", "effective", "settled")).select_related("unit")
    found = [
        (
            told(_("%(number)s in %(unit)s begins on %(day)s."), number=one.number, unit=told(one.unit.name),
                 day=days(one.first_day) if one.first_day else ""),
            f"/changes/{one.uid}/",
        )
        for one in rows.order_by("first_day", "number")[:20]
    ]  # fmt: skip
    return [points(found, _("Changes that begin"))] if found else []


def _works(asked: Asked) -> list[Block]:
    """Planned work of the next month by service, what the law demands beside it."""
    first = asked.last + timedelta(days=1)
    last = after(first, 1) - timedelta(days=1)
    rows = PlanOccurrence.objects.within(asked.scope).filter(contract=asked.contract_id, due_on__range=(first, last))
    rows = rows.exclude(state="waived").order_by()
    found = (
        rows.values("line_code").annotate(all=Count("pk"), law=Count("pk", filter=Q(statutory=True)))
        .order_by("line_code").values_list("line_code", "all", "law")
    )  # fmt: skip
    names = line_texts(asked.scope)
    made = [row(names.get(line) or line, whole, law, to="/plans/occurrences/") for line, whole, law in found]
    columns = [column(_("Service")), column(_("Planned work"), "number"), column(_("Of it demanded by law"), "number")]
    return [table("next-works", _("Planned work of the next month"), columns, made)] if made else []


SECTIONS = (
    Section(code="ahead", title=_("What comes"), place=100, kinds=BOTH, load=load,
            permissions=frozenset({"scaling.view", "planning.view", "contracts.view"})),
)  # fmt: skip
