"""What the customer said yes to burdens the budget it is paid from."""

from uuid import UUID

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.scope import Scope
from samdrift.operations.work import public as work
from samdrift.partnership.savings.commands import commitments
from samdrift.partnership.scaling import public as scaling


@follow(work.QuoteApproved.kind, name="savings.commit_extra_work")
def commit_extra_work(event: EventRecord) -> None:
    """An approved offer is promised until what is charged for it is booked."""
    commitments.follow_quote(
        Scope(community_id=event.community_id), UUID(event.payload["quote_id"]), now=event.happened_at
    )


@follow(scaling.ChangeAccepted.kind, scaling.ChangeWithdrawn.kind, name="savings.commit_change")
def commit_change(event: EventRecord) -> None:
    """What an agreed change costs once is promised, and no longer where it was taken back."""
    commitments.follow_change(
        Scope(community_id=event.community_id), UUID(event.payload["change_id"]), now=event.happened_at
    )
