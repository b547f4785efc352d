"""What time does to requests: waits end, questions go unanswered, silence closes; and what lists show is checked."""

import logging
from collections.abc import Mapping
from typing import Any

from samdrift.foundation.clock import now
from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.commands.by_itself import (
    correct_standing,
    due_by_themselves,
    settle_by_itself,
    system_scope,
)
from samdrift.operations.requests.queries.against_book import unlike_the_book

log = logging.getLogger(__name__)


class Drifted(RuntimeError):
    """Requests say otherwise than the book: shown among failed jobs until looked at."""


@job("requests.by_itself", every="5m")
def let_time_pass(payload: Mapping[str, Any]) -> None:
    """Settle every request whose moment has come, each within its own community and transaction."""
    moment = now()
    while found := due_by_themselves(moment):
        settled = 0
        for community_id, uid in found:
            try:
                settled += settle_by_itself(system_scope(community_id), uid, now=moment) != "nothing"
            except SamdriftError as refusal:  # the others must not wait for one
                log.warning("Request %s did not settle by itself: %s", uid, refusal)
        if not settled:
            return


@job("requests.check_standing", every="30 2 * * *", each_community=True, retries=0)
def check_standing(payload: Mapping[str, Any]) -> None:
    """Compare what lists show of due times with the promises themselves, put right what differs, and tell it.

    Raises:
        Drifted: A priority or a type was changed past the book, and what is promised with it; nobody guesses which.
    """
    put_right = correct_standing(system_scope(payload["community_id"]))
    if put_right:
        log.error("%s requests of community %s showed a wrong due time.", put_right, payload["community_id"])
    with everywhere(reason="what decides the promises of a community's open requests is compared with the book"):
        wrong = list(unlike_the_book(payload["community_id"]))
    if wrong:
        named = ", ".join(f"{number} {column}" for number, column in wrong[:10])
        raise Drifted(f"{len(wrong)} columns of requests differ from the book ({named}).")
