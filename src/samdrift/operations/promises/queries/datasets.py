"""The lists of promises and of pauses, to be asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField
from django.db.models.expressions import CombinedExpression, Value
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.foundation.events.public import rows_spoken_of
from samdrift.foundation.scope import Scope
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.registry import subject_kinds
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.contracts.public import contract_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import unit_column

KINDS = {"acknowledge": _("Answered"), "attend": _("Begun"), "make_safe": _("Made safe"), "complete": _("Done")}
STATES = {"open": _("Open"), "met": _("kept"), "breached": _("broken"), "voided": _("void")}
WORK = {"requests.servicerequest": _("Requests"), "work.workorder": _("Work orders")}
CAUSES = {
    "customer": _("The customer"), "provider": _("The provider"), "third": _("A third party"), "nobody": _("Nobody"),
}  # fmt: skip
PAUSED = CombinedExpression(F("paused_seconds"), "/", Value(60), output_field=IntegerField())


@dataclass(slots=True)
class _Spoken:
    """What a promise is about, as the rooms that announced it are asked for it."""

    subject_kind: str
    subject_uid: UUID


@dataclass(frozen=True, slots=True)
class _Subjects:
    """The work that promises are about: called as its room calls it, and found by its own list."""

    def named(self, scope: Scope, keys: Collection[Any]) -> Mapping[Any, tuple[str, str]]:
        """For each piece of work what it is called, as far as this reader may see it; one read a kind of work."""
        # Files are written from what the driver gives, which is a text where the database has no type for ids.
        uids = {key: key if isinstance(key, UUID) else UUID(str(key)) for key in keys}
        asked = [_Spoken(kind, uid) for kind in subject_kinds() for uid in uids.values()]
        found = rows_spoken_of(scope, asked, scope.language)
        return {key: (found[uid].label, found[uid].label) for key, uid in uids.items() if uid in found}

    def keys(self, _scope: Scope, _codes: Collection[str]) -> Mapping[str, Collection[Any]]:
        """None: a number is asked for in the list of its own kind."""
        return {}

    def choices(self, _scope: Scope) -> Sequence[tuple[str, str]]:
        """None."""
        return ()


register_dataset(
    Dataset(
        code="promises", name=_("Promises"), permission="promises.view", rows=rows_of(Promise), order="-due",
        uid="subject_uid", page=page_named("promises:about"),
        meaning=_("One clock of one piece of work: what was promised, until when, and whether it was kept."),
        columns=(
            Column(code="about", name=_("Work"), kind="thing", path="subject_uid", things=_Subjects(),
                   filterable=False, groupable=False),
            Column(code="kind", name=_("Promise"), kind="code", path="kind", words=KINDS),
            Column(code="state", name=_("State"), kind="code", path="state", words=STATES),
            Column(code="priority", name=_("Priority"), kind="code", path="priority",
                   words={n: f"P{n}" for n in range(1, 6)}),
            line_column(), site_column(), unit_column(),
            Column(code="started", name=_("Begun"), kind="moment", path="started_at", shown=False),
            Column(code="due", name=_("Due"), kind="moment", path="due_at"),
            Column(code="stopped", name=_("Fulfilled"), kind="moment", path="stopped_at"),
            Column(code="paused", name=_("Time paused"), kind="minutes", value=PAUSED),
            Column(code="counts", name=_("Left out of the count"), kind="yesno", path="credit_excluded", shown=False),
            Column(code="agreed_out", name=_("Left out by agreement"), kind="text", path="excluded", shown=False,
                   meaning=_("Why both parties agreed that it counts for nobody.")),
            Column(code="work", name=_("Kind of work"), kind="code", path="subject_kind", words=WORK, shown=False),
            contract_column(),
        ),
    )
)  # fmt: skip

register_dataset(
    Dataset(
        code="pauses", name=_("Pauses"), permission="promises.view", rows=rows_of(Pause), order="-started", uid="",
        meaning=_("Spells in which clocks stood: why, by whose doing, and from when to when."),
        columns=(
            Column(code="reason", name=_("Reason"), kind="code", path="reason_code"),
            Column(code="caused_by", name=_("Caused by"), kind="code", path="caused_by", words=CAUSES),
            line_column(), site_column(), unit_column(),
            Column(code="started", name=_("Begun"), kind="moment", path="started_at"),
            Column(code="ended", name=_("Ended"), kind="moment", path="ended_at"),
            Column(code="standing", name=_("Standing"), kind="code", path="standing", shown=False,
                   words={"agreed": _("Agreed"), "proposed": _("Proposed"), "struck": _("Struck")}),
            contract_column(),
        ),
    )
)  # fmt: skip
