"""What time does to promises: each night all of them are worked out again from the book.

Pauses with an agreed end are ended by the room whose work waits (`requests.by_itself`), so that the work goes on with
its clocks and nothing is done twice; `public.open_pauses_to_end` shows those nobody ended.
"""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import Finding, Outcome, nightly_check
from samdrift.foundation.notices.public import Telling, To, tell
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.queries import columns
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

log = logging.getLogger(__name__)
# So long after its agreed end a pause still open is somebody's fault and not the clock's beat.
GRACE = timedelta(hours=1)
TOLD = ("ADMIN", "CTR-C", "CTR-P")


@nightly_check(
    "promises.check", every="50 2 * * *", invariant="11", telling=False,
    title=_("Every promise comes out of the open book as its columns say."),
    counted=_("promises"),
    rules={
        "column": _("A column of the promise says otherwise than the book."),
        "pause": _("A pause outlived its agreed end."),
    },
)  # fmt: skip
def check(community_id: int, moment: datetime) -> Outcome:
    """Work every promise of a community out again from the book; pauses past their agreed end are found too."""
    # Only the worker loads numpy, and only at night.
    from samdrift.operations.promises.queries.recount import recount

    contracts.forget()  # what was changed in the tables behind our back is to be seen
    with everywhere(reason="every promise of one community is worked out again"):
        found = recount(community_id)
        late = [
            str(pause.uid) for pause in columns.open_pauses_to_end(moment - GRACE)
            if pause.community_id == community_id
        ]  # fmt: skip
    log.info("%s promises worked out again, %s of them event by event.", found.promises, found.intricate)
    wrong = [Finding("column", f"{one.subject} {one.kind} {one.column}") for one in found.differences]
    wrong += [Finding("pause", uid, "/promises/pauses/") for uid in late]
    if wrong:
        _tell(community_id, len(wrong), moment=moment)
    return Outcome(found.promises, wrong)


def _tell(community_id: int, count: int, *, moment: datetime) -> None:
    """Tell those who look after it, once a day."""
    found = parties.holders_of(community_id, TOLD, now=moment)
    to = [To(one.person_id, one.employment_id, language=one.scope.language) for one in found]
    cause = f"drift:{moment.date()}"
    tell("promises.drifted", Telling(to=to, facts={"count": count}), community_id=community_id, cause=cause, at=moment)
