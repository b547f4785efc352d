"""The work follows what was agreed, was told or was taken back."""

from uuid import UUID

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.partnership.scaling import commands, events
from samdrift.partnership.scaling.queries.following import worker_scope


@follow(events.ChangeAccepted.kind, name="scaling.let_work_follow")
def let_work_follow(event: EventRecord) -> None:
    """Rounds and plans move as the change says."""
    commands.let_work_follow(worker_scope(event.community_id), UUID(event.payload["change_id"]), now=event.happened_at)


@follow(events.ChangeWithdrawn.kind, name="scaling.let_work_go_on")
def let_work_go_on(event: EventRecord) -> None:
    """They go back where both parties took an agreed change back."""
    change = UUID(event.payload["change_id"])
    commands.let_work_go_on(worker_scope(event.community_id), change, of_closure=False, now=event.happened_at)


@follow(events.ClosureTold.kind, name="scaling.let_work_rest")
def let_work_rest(event: EventRecord) -> None:
    """Nothing is done where it is closed."""
    commands.let_work_rest(worker_scope(event.community_id), UUID(event.payload["closure_id"]), now=event.happened_at)


@follow(events.ClosureWithdrawn.kind, name="scaling.let_work_go_on_after_all")
def let_work_go_on_after_all(event: EventRecord) -> None:
    """A place that stays open keeps its work."""
    closure = UUID(event.payload["closure_id"])
    commands.let_work_go_on(worker_scope(event.community_id), closure, of_closure=True, now=event.happened_at)
