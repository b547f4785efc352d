"""What time does to promises: each night all of them are worked out again from the book.

Pauses with an agreed end are ended by the room whose work waits (`requests.by_itself`), so that the work goes on with
its clocks and nothing is done twice; `public.open_pauses_to_end` shows those nobody ended.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import Telling, To, tell
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.queries import columns
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

log = logging.getLogger(__name__)
# So long after its agreed end a pause still open is somebody's fault and not the clock's beat.
GRACE = timedelta(hours=1)
TOLD = ("ADMIN", "CTR-C", "CTR-P")


class Drifted(RuntimeError):
    """Columns say otherwise than the facts, or a pause outlived its end: shown among failed jobs until looked at."""


@job("promises.check", every="50 2 * * *", each_community=True, retries=0)
def check(payload: Mapping[str, Any]) -> None:
    """Work every promise of a community out again from the book, and fail where a column says otherwise.

    Raises:
        Drifted: Some do. The job then stands among the failed ones, with the work it concerns.
    """
    # Only the worker loads numpy, and only at night.
    from samdrift.operations.promises.queries.recount import recount

    contracts.forget()  # what was changed in the tables behind our back is to be seen
    with everywhere(reason="every promise of one community is worked out again"):
        found = recount(payload["community_id"])
        late = [
            str(pause.uid) for pause in columns.open_pauses_to_end(now() - GRACE)
            if pause.community_id == payload["community_id"]
        ]  # fmt: skip
    log.info("%s promises worked out again, %s of them event by event.", found.promises, found.intricate)
    if found.differences or late:
        _tell(payload["community_id"], len(found.differences) + len(late), moment=now())
        wrong = [f"{one.subject} {one.kind} {one.column}" for one in found.differences]
        log.error("Promises that drifted: %s; pauses past their end: %s.", wrong[:50], late[:50])
        raise Drifted(
            f"{len(wrong)} columns of promises differ from the book ({', '.join(wrong[:10])}); "
            f"{len(late)} pauses outlived their agreed end ({', '.join(late[:10])})."
        )


def _tell(community_id: int, count: int, *, moment: datetime) -> None:
    """Tell those who look after it, once a day."""
    found = parties.holders_of(community_id, TOLD, now=moment)
    to = [To(one.person_id, one.employment_id, language=one.scope.language) for one in found]
    cause = f"drift:{moment.date()}"
    tell("promises.drifted", Telling(to=to, facts={"count": count}), community_id=community_id, cause=cause, at=moment)
