"""What is tallied of promises: those that came due on a day, and those of them that were kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.tallies.public import TallySource, mark, register_tally
from samdrift.operations.promises.models import Promise

DUE = "promises.due"
TOUCHED = (
    "promises.opened", "promises.milestone_reached", "promises.pause_started", "promises.pause_ended",
    "promises.retargeted", "promises.recalculated", "promises.voided", "promises.deadline_agreed", "promises.excluded",
    "promises.pause_struck", "requests.reopened", "requests.appeal_granted", "requests.type_confirmed",
    "requests.place_confirmed", "requests.restricted", "requests.brought_in", "requests.told_anew",
)  # fmt: skip
AHEAD = timedelta(hours=14)  # the farthest any clock is from UTC
Lay = tuple[int, int, int | None, datetime]


def register_tallies() -> None:
    """Announce them; called once, at start-up."""
    register_tally(
        TallySource(
            name=DUE, word=_("Promises that came due"), permission="promises.view", rows=promises_to_count,
            # As the key figures count them (performance): what both agreed counts for nobody is left out.
            counts=Q(
                subject_kind="requests.servicerequest", state__in=("met", "breached", "open"), excluded="",
                credit_excluded=False,
            ),
            # The key figures tell priorities apart: "complete-3".
            day="due_at", kind=Concat(F("kind"), Value("-"), Cast("priority", CharField())), version=2,
            subject=("subject_uid",), touched_by=TOUCHED,
            numerator=Count("pk", filter=Q(state="met")), amount=Count("pk", filter=Q(state="open")),
        )
    )  # fmt: skip


def promises_to_count() -> QuerySet[Promise]:
    """Every promise, across the gate."""
    return Promise.objects.all()


def lay_at(promises: Iterable[Promise]) -> set[Lay]:
    """Where promises lie: community, contract, site, due moment."""
    return {(one.community_id, one.contract_id, one.site_id, one.due_at) for one in promises}


def no_longer_there(before: set[Lay], promises: Iterable[Promise]) -> None:
    """Note where promises came due before a change that gave them another moment: the book does not tell that.

    Notes every day the moment is on somewhere in the world, so that nobody's command waits for a time zone.
    """
    for community, contract, site, due in before - lay_at(promises):
        days = {(due - AHEAD).date(), due.date(), (due + AHEAD).date()}
        mark(DUE, community, [(contract, site or 0, day) for day in days])
