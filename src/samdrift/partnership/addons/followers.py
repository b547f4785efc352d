"""Add-ons follow what became of their offer, and of the change they were proposed as."""

from uuid import UUID

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.scope import Scope
from samdrift.operations.work import public as work
from samdrift.partnership.addons.commands import deciding
from samdrift.partnership.scaling import public as scaling


@follow(work.QuoteApproved.kind, work.QuoteRejected.kind, work.QuoteWithdrawn.kind, name="addons.follow_offer")
def follow_offer(event: EventRecord) -> None:
    """An approved offer makes them extra work; without a yes they are decided anew."""
    deciding.follow_quote(
        Scope(community_id=event.community_id), UUID(event.payload["quote_id"]), now=event.happened_at
    )


@follow(scaling.ChangeAccepted.kind, name="addons.follow_change")
def follow_change(event: EventRecord) -> None:
    """What both parties agreed to order is no add-on any more."""
    deciding.follow_change(
        Scope(community_id=event.community_id), UUID(event.payload["change_id"]), event.payload.get("written", ()),
        now=event.happened_at,
    )  # fmt: skip
