"""What workers do with notices: send, make the digests, forget what is old."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from samdrift.foundation import clock
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.commands.choosing import forget_old
from samdrift.foundation.notices.commands.digest import make_digests
from samdrift.foundation.notices.commands.sending import JOB, give_up_old, send


@job(JOB, retries=6)
def send_one(payload: Mapping[str, Any]) -> None:
    """Send one message; tried seven times over some eleven hours, then it shows as failed."""
    send(UUID(payload["sending"]))


@job("notices.digest", every="15m", each_community=True)
def digest(payload: Mapping[str, Any]) -> None:
    """Make the digests whose hour has come."""
    make_digests(payload["community_id"], now=clock.now())


@job("notices.forget", every="40 2 * * *", make_up_after=1800)
def forget(payload: Mapping[str, Any]) -> None:
    """Forget what was read long ago, and let messages fail that nobody tries any more."""
    give_up_old()
    forget_old(clock.now())
