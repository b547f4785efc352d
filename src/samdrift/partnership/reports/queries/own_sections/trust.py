"""What the report rests on: the checks of the night before it was made, and which key figures still moved."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import CheckRun, checks
from samdrift.foundation.sections import Asked, Block, Section, column, row, sentence, table, told, tone
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.queries.own_sections.named import BOTH, months_of

WORDS = {"holds": ("ok", _("Holds")), "found": ("warn", _("Something was found")),
         "failed": ("danger", _("Could not be counted"))}  # fmt: skip


def load(asked: Asked) -> Sequence[Block]:
    """Each check's last turn before the report was made."""
    move = performance.months_move(asked.contract_id, months_of(asked))
    state = (
        _("Key figures of this period were still under review when this was made.")
        if move else _("The key figures of this period are frozen.")
    )  # fmt: skip
    blocks: list[Block] = [sentence(told(state))]
    last: dict[str, CheckRun] = {}
    rows = CheckRun.objects.within(asked.scope).filter(
        began_at__lte=asked.known_at, began_at__gt=asked.known_at - timedelta(days=3)
    )
    for one in rows.order_by("began_at", "pk"):
        last[one.check_name] = one
    made = [
        row(told(check.title), last[name].began_at.date(), last[name].looked_at, last[name].found,
            tone(*WORDS[last[name].state]), to="/checks/")
        for name, check in sorted(checks.items()) if name in last
    ]  # fmt: skip
    if not made:
        return [*blocks, sentence(told(_("No nightly check ran in the three days before this was made.")))]
    columns = [
        column(_("What must hold")), column(_("Checked"), "date"), column(_("Counted"), "number"),
        column(_("Found"), "number"), column(_("State"), "tone"),
    ]  # fmt: skip
    return [*blocks, table("checks", _("Nightly checks"), columns, made)]


SECTIONS = (
    Section(
        code="trust", title=_("What these figures rest on"), place=120, kinds=BOTH, load=load,
        permissions=frozenset({"checks.view", "performance.view"}),
    ),
)  # fmt: skip
