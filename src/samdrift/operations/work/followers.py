"""What work does when a request moves: its orders end, go on and fall due with it."""

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands import problems, promising
from samdrift.operations.work.commands.giving import follow_request
from samdrift.operations.work.commands.readying import system_scope
from samdrift.operations.work.commands.unfit import orders_in_need_of, take_back_unfit
from samdrift.operations.work.events import OrderCreated
from samdrift.operations.workforce import public as workforce

MOVES = (
    requests.RequestCancelled, requests.RequestDeclined, requests.RequestMerged, requests.RequestResolved,
    requests.RequestClosed, requests.RequestReopened, requests.RequestPriorityConfirmed, requests.RequestTypeConfirmed,
)  # fmt: skip


def keep_in_step(event: EventRecord) -> None:
    """Bring the request's orders in step with where it stands now."""
    if event.subject_uid is None:
        return
    with everywhere(reason="orders follow their request, in the event's own community"):
        pk = requests.ServiceRequest.objects.filter(uid=event.subject_uid).values_list("pk", flat=True).first()
    if pk is not None:
        scope = Scope(community_id=event.community_id, person_id=event.person_id, party_id=event.party_id)
        reopened = event.kind == requests.RequestReopened.kind
        follow_request(scope, pk, now=event.happened_at, reopened=reopened)


for moved in MOVES:
    follow(moved.kind, name=f"work.keep_in_step_{moved.kind.rpartition('.')[2]}")(keep_in_step)


@follow(promises.PromisesRecalculated.kind, name="work.show_the_new_due_times")
def show_the_new_due_times(event: EventRecord) -> None:
    """Keep the due times of planned work in step with its promises. Safe to repeat."""
    if event.subject_kind == promising.KIND and event.subject_uid is not None:
        promising.keep_due(Scope(community_id=event.community_id), event.subject_uid)


@follow(workforce.SkillEnded.kind, name="work.take_back_what_needs_the_skill")
def take_back_what_needs_the_skill(event: EventRecord) -> None:
    """Give work that has not begun back to its team where the person no longer may do it. Safe to repeat."""
    said = event.payload
    for uid in orders_in_need_of(event.community_id, said["person_id"], said["skill"]):
        take_back_unfit(system_scope(event.community_id), uid, now=event.happened_at)


def look_for_problem(event: EventRecord) -> None:
    """A repair of a thing may be the third of its kind."""
    if event.subject_uid is not None:
        scope = Scope(community_id=event.community_id, person_id=event.person_id, party_id=event.party_id)
        problems.look_for_problem(scope, event.subject_uid, now=event.happened_at)


follow(OrderCreated.kind, name="work.look_for_problem")(look_for_problem)
