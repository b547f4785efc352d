"""What workers do with tallies: keep up with the book all the time, and hold them against the raw rows each night."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.jobs.public import enqueue, job, loop
from samdrift.foundation.tallies.comparing import compare
from samdrift.foundation.tallies.reading import build_missing, count_again, missing, step

BUILD = "tallies.build"


@loop("tallies.keep_up", pause=60, breath=0.1)
def keep_up_with_the_book() -> int:
    """Read on in the book or count some of what became stale, a little at a time: other chores wait for this one."""
    if missing():
        enqueue(BUILD, {}, key=BUILD)
    return step(clock.now())


@job(BUILD)
def build(payload: Mapping[str, Any]) -> None:
    """Make what was never counted, or by another version, from the raw rows: minutes where there are millions."""
    build_missing(clock.now())


@job("tallies.count_again", every="35 22 * * *", each_community=True, make_up_after=600)
def count_last_days_again(payload: Mapping[str, Any]) -> None:
    """Have the last days of what no event tells of counted again, when the new day has begun in most of Europe."""
    count_again(int(payload["community_id"]), clock.now())


@nightly_check(
    "tallies.check", every="25 3 * * *", title=_("Figures are the sums of the rows behind them"),
    counted=_("days counted again"), make_up_after=3600,
    rules={
        "day": _("The sums of a day are not those of its rows; ./samdrift tallies rebuild makes them anew."),
        "total": _("The sum of a month is not that of its rows; ./samdrift tallies rebuild makes it anew."),
        "coarse": _("The sums of a month differ among themselves; ./samdrift tallies rebuild makes them anew."),
    },
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Count again: every month's number, and the days of a few months in turn. Nothing is put right here."""
    looked, found = compare(community_id, moment)
    return Outcome(looked, [Finding(one.rule, f"{one.source} {one.day}") for one in found])
