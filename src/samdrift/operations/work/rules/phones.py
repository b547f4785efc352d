"""What becomes of work done offline: whose clock counts, and what somebody must look at."""

from datetime import datetime, timedelta

# A phone's clock may be off by this much and still be believed (domain.md §2.5).
BELIEVED_SKEW = timedelta(minutes=5)


def happened_at(device_at: datetime | None, received_at: datetime, sent_at: datetime | None) -> tuple[datetime, bool]:
    """When something on a phone happened, and whether the phone's clock was too far off to be believed.

    Args:
        device_at: What the phone's clock said when it happened; None for something done online.
        received_at: Our clock when it reached us.
        sent_at: What the phone's clock said when it sent it: its difference from ours is its error.
    """
    if device_at is None:
        return received_at, False
    error = (received_at - sent_at) if sent_at is not None else timedelta()
    if abs(error) < BELIEVED_SKEW:
        return min(device_at, received_at), False
    return min(device_at + error, received_at), True


def review_for(state: str, assignee_id: int | None, actor_id: int | None) -> str:
    """Why work done offline needs a second look, or "": cancelled meanwhile, or given to somebody else.

    The work was done; it is recorded and its cost kept (trap 9).
    """
    if state == "cancelled":
        return "done_after_cancelling"
    if assignee_id is not None and assignee_id != actor_id:
        return "done_after_reassigning"
    return ""
