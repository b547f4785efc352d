"""Planned and statutory work: what was due, done, late and missed, and certificates that are missing."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, column, figure, figures, row, table, told
from samdrift.operations.planning import public as planning
from samdrift.operations.planning.public import PlanOccurrence
from samdrift.partnership.reports.queries.own_sections.named import MONTH

PAGE = "/plans/occurrences/"


def load(asked: Asked) -> Sequence[Block]:
    """How planned upkeep of the month was done, and what the law demands apart."""
    made = []
    for code, name, statutory in (
        ("all", _("All planned work"), None), ("statutory", _("What the law demands"), True),
        ("other", _("The rest"), False),
    ):  # fmt: skip
        one = planning.completion(asked.scope, asked.first, asked.last, statutory=statutory)
        if one.due:
            made.append((code, name, one))
    if not made:
        return []
    columns = [
        column(_("Work")), column(_("Due"), "number"), column(_("On time"), "number"), column(_("Late"), "number"),
        column(_("Missed"), "number"), column(_("Waived"), "number"), column(_("Share on time"), "share"),
    ]  # fmt: skip
    rows = [
        row(told(name), one.due, one.on_time, one.late, one.missed, one.waived, planning.percent(one.share), to=PAGE)
        for _code, name, one in made
    ]
    missing = _uncertified(asked)
    return [
        table("planned", _("Planned and statutory work"), columns, rows,
              _("Waived work is left out of the share; what is still open counts as due and not done.")),
        figures([
            figure("planned.uncertified", _("Certificates missing"), missing, "count", to="/plans/statutory/",
                   words=_("Work the law demands of this year that is done and has no certificate yet.")),
        ]),
    ]  # fmt: skip


def _uncertified(asked: Asked) -> int:
    rows = PlanOccurrence.objects.within(asked.scope).filter(
        contract=asked.contract_id, statutory=True, due_on__range=(date(asked.first.year, 1, 1), asked.last),
        work_done_on__isnull=False, certified_on__isnull=True, counted_on__isnull=True,
    )  # fmt: skip
    return rows.count()


SECTIONS = (
    Section(code="planned", title=_("Planned and statutory work"), place=50, kinds=MONTH, load=load,
            permissions=frozenset({"planning.view"})),
)  # fmt: skip
