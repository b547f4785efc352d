"""What time does to promises: each night their columns are worked out again from the facts.

Pauses with an agreed end are ended by the room whose work waits (`requests.by_itself`), so that the work goes on with
its clocks and nothing is done twice; `public.open_pauses_to_end` shows those nobody ended.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import queries

log = logging.getLogger(__name__)
# So long after its agreed end a pause still open is somebody's fault and not the clock's beat.
GRACE = timedelta(hours=1)


class Drifted(RuntimeError):
    """Columns say otherwise than the facts, or a pause outlived its end: shown among failed jobs until looked at."""


@job("promises.check", every="50 2 * * *", each_community=True, retries=0)
def check(payload: Mapping[str, Any]) -> None:
    """Compare every running promise of a community with what its facts say, and fail where they differ.

    Raises:
        Drifted: Some do. The job then stands among the failed ones, with their ids.
    """
    moment = now()
    with everywhere(reason="every running promise of one community is worked out again"):
        wrong = [str(promise.uid) for promise in queries.drifted_in(payload["community_id"])]
        late = [
            str(pause.uid) for pause in queries.open_pauses_to_end(moment - GRACE)
            if pause.community_id == payload["community_id"]
        ]  # fmt: skip
    if wrong or late:
        log.error("Promises that drifted: %s; pauses past their end: %s.", wrong[:50], late[:50])
        raise Drifted(
            f"{len(wrong)} promises differ from their facts ({', '.join(wrong[:10])}); "
            f"{len(late)} pauses outlived their agreed end ({', '.join(late[:10])})."
        )
