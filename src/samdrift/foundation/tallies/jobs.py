"""What workers do with tallies: keep up with the book all the time, and hold them against the raw rows each night."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.jobs.public import job, loop
from samdrift.foundation.tallies.comparing import compare
from samdrift.foundation.tallies.reading import count_again, keep_up


@loop("tallies.keep_up", pause=60)
def keep_up_with_the_book() -> int:
    """Count what became stale; nothing is left over, so that the next look comes after a pause."""
    keep_up(clock.now())
    return 0


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
