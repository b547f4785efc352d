"""What whoever asked is told: it arrived, it moved, something is wanted of them, it is done."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import APP, MAIL, NoticeKind, Telling
from samdrift.operations.requests import events
from samdrift.operations.requests.models import Comment
from samdrift.operations.requests.notices import whom
from samdrift.operations.requests.notices.words import words

ASKED = _("You get this because you asked for it.")
FOLLOWS = _("You get this because you asked for it or have the same problem.")


def _received(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    return whom.told(row, whom.requester(row)) if row else None


def _wanted(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    if row is None or not row.waiting_for_requester:
        return None
    question = Comment.objects.filter(uid=event.payload["comment_id"], service_request=row).first()
    return whom.told(row, whom.requester(row), question=question.body if question else "")


def _moved(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    if row is None:
        return None
    more = {"hold": event.payload["reason"]} if event.kind == events.RequestPutOnHold.kind else {}
    if more.get("hold") == "awaiting_requester":
        return None  # The question itself is told.
    return whom.told(row, whom.requester(row) + whom.witnesses(row), state=row.state, **more)


def _resolved(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    return whom.told(row, whom.requester(row) + whom.witnesses(row)) if row else None


def _ended(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    return whom.told(row, whom.requester(row), state=event.payload.get("after", "")) if row else None


def _commented(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    # What one side says to itself is told to nobody else: the comment of the other party never comes this far.
    if row is None or event.payload.get("visibility") != "all":
        return None
    comment = Comment.objects.filter(uid=event.payload["comment_id"], service_request=row).first()
    if comment is None or comment.by_requester:
        return None
    return whom.told(row, whom.requester(row), comment=comment.body)


def _survey(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    if row is None or row.rating is not None or row.state != "closed":
        return None
    return whom.told(row, whom.requester(row))


def _master(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    return whom.told(row, whom.of_duplicates(row), state=row.state) if row else None


KINDS = (
    NoticeKind(
        key="request.received", number="N-01", name=_("Your request has arrived"), to_actor=True,
        subject=_("%(number)s has arrived: %(title)s"),
        body=_("We have it and look at it. It is promised to be done by %(due)s."), reason=ASKED,
        events=(events.RequestSubmitted.kind,), tell=_received, words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.needs_you", number="N-02", name=_("Somebody asks you something"), must=True,
        subject=_("%(number)s: a question for you"),
        body=_("“%(question)s”\n\nThe work waits for your answer."),
        reason=ASKED, events=(events.RequesterAsked.kind,), tell=_wanted, words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.status", number="N-03", name=_("What happens to your request on the way"),
        channels=frozenset({APP}),
        subject=_("%(number)s is now: %(state)s"), body=_("“%(title)s” is promised to be done by %(due)s."),
        reason=FOLLOWS, tell=_moved, words=words, link=whom.link, again_after=timedelta(minutes=2),
        events=(
            events.RequestAssigned.kind, events.RequestStarted.kind, events.RequestMadeSafe.kind,
            events.RequestApproved.kind, events.RequestReopened.kind, events.RequestAppealGranted.kind,
        ),
    ),
    NoticeKind(
        key="request.on_hold", number="N-03", name=_("Your request has to wait"), channels=frozenset({APP}),
        subject=_("%(number)s waits: %(reason)s"), body=_("“%(title)s” goes on as soon as that is over."),
        reason=FOLLOWS, events=(events.RequestPutOnHold.kind,), tell=_moved, words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.on_site", number="N-03", name=_("Somebody has arrived for your request"),
        channels=frozenset({APP}), subject=_("%(number)s: somebody is there now"),
        body=_("“%(title)s” is being looked at where it is."), reason=FOLLOWS,
        events=(events.RequestArrived.kind,), tell=_moved, words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.resolved", number="N-03", name=_("Your request is done"),
        subject=_("%(number)s is done: %(title)s"),
        body=_("Please say whether it is. If it is not, open it again: its clock then goes on where it stood."),
        reason=FOLLOWS, events=(events.RequestResolved.kind,), tell=_resolved, words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.ended", number="N-08", name=_("Your request is declined, not approved or cancelled"),
        subject=_("%(number)s ends without being done: %(state)s"),
        body=_("“%(title)s” goes no further. Open it to read why; you may say that you do not agree."),
        reason=ASKED, tell=_ended, words=words, link=whom.link,
        events=(events.RequestDeclined.kind, events.RequestRejected.kind, events.RequestCancelled.kind),
    ),
    NoticeKind(
        key="request.comment", number="N-03", name=_("Somebody writes to you about your request"),
        subject=_("%(number)s: somebody wrote to you"), body=_("“%(comment)s”"),
        reason=ASKED, events=(events.RequestCommented.kind,), tell=_commented, words=words, link=whom.link,
    ),
    NoticeKind(
        key="survey", number="N-09", name=_("How it went, at most every two weeks"),
        subject=_("How did it go with %(number)s?"),
        body=_("“%(title)s” is closed. Tell us with one press how it went."),
        reason=ASKED, events=(events.RequestClosed.kind,), tell=_survey, words=words, link=whom.link,
        again_after=timedelta(days=14), again_for_any=True, to_actor=True,
    ),
    NoticeKind(
        key="duplicate.master_update", number="N-10", name=_("The matter you also reported goes on"),
        channels=frozenset({APP, MAIL}), subject=_("What you also reported is now: %(state)s"),
        body=_("Several people reported it, and one request goes on for all of them."), reason=FOLLOWS,
        tell=_master, words=words, link=whom.link,
        events=(events.RequestMadeSafe.kind, events.RequestResolved.kind, events.RequestCancelled.kind),
    ),
)  # fmt: skip
