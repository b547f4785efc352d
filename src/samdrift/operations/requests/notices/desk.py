"""What those who do the work and answer for it are told: an emergency, many at once, a reopening, an answer."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import APP, MAIL, PUSH, SMS, NoticeKind, Telling
from samdrift.operations.requests import events
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.notices import whom
from samdrift.operations.requests.notices.words import words

MANY, WITHIN = 5, timedelta(minutes=30)
"""So many P1 and P2 at one site within so long are a major incident (N-07)."""


def _raised(event: EventRecord) -> Telling | None:
    priority = event.payload.get("priority", event.payload.get("after"))
    row = whom.request_of(event) if priority == 1 else None
    if row is None or row.priority != 1:
        return None
    roles = ("OPS-M", "SD-LEAD", "LOC-FM", *(("SEC-OFF",) if row.security else ()))
    return whom.told(row, whom.holders(row, *roles) + whom.assigned(row), urgent=True)


def _danger(event: EventRecord) -> Telling | None:
    row = whom.request_of(event) if event.payload.get("danger") else None
    if row is None or not row.danger_waits:
        return None
    return whom.told(row, whom.holders(row, "SD-AG", "SD-LEAD"), urgent=True)


def _major(event: EventRecord) -> Telling | None:
    if event.payload.get("priority", 9) > 2:
        return None
    row = whom.request_of(event)
    if row is None or row.site_id is None:
        return None
    near = ServiceRequest.objects.filter(
        site=row.site_id, priority__lte=2, data_class=row.data_class,
        received_at__gt=row.received_at - WITHIN, received_at__lte=row.received_at,
    )  # fmt: skip
    count = near.count()
    if count < MANY:
        return None
    site = row.site
    assert site is not None
    telling = whom.told(row, whom.holders(row, "OPS-M", "SD-LEAD", "LOC-FM"), count=count, site=site.code, urgent=True)
    # About the site, not about this one of many: so it is told once however many follow.
    return Telling(
        to=telling.to, facts=telling.facts, data_class=telling.data_class, owner_party_id=telling.owner_party_id,
        subject_kind="estate.site", subject_uid=site.uid, urgent=True,
    )  # fmt: skip


def _reopened(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    return whom.told(row, whom.assigned(row) or whom.holders(row, "SD-LEAD")) if row else None


def _appealed(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    return whom.told(row, whom.holders(row, "LOC-FM")) if row else None


def _answered(event: EventRecord) -> Telling | None:
    row = whom.request_of(event)
    if row is None or not _by_requester(event):
        return None
    return whom.told(row, whom.assigned(row))


def _by_requester(event: EventRecord) -> bool:
    """Whether whoever asked has spoken: an answer to a question, or a comment of their own accord."""
    said = Comment.objects.filter(uid=event.payload["comment_id"]).values_list("by_requester", flat=True).first()
    return event.kind == events.RequesterAnswered.kind or bool(said)


KINDS = (
    NoticeKind(
        key="p1.raised", number="N-06", name=_("An emergency (P1)"), must=True,
        channels=frozenset({APP, MAIL, SMS, PUSH}), subject=_("Emergency: %(number)s %(title)s"),
        body=_("It is promised to be made safe and done by %(due)s."),
        reason=_("You get this because you answer for emergencies here."), words=words, link=whom.link, tell=_raised,
        events=(
            events.RequestSubmitted.kind, events.RequestPriorityConfirmed.kind, events.RequestTypeConfirmed.kind,
        ),
        again_after=timedelta(minutes=10),
    ),
    NoticeKind(
        key="request.danger", number="N-06", name=_("Words of danger in a new report"), must=True,
        channels=frozenset({APP, PUSH}), subject=_("%(number)s may be an emergency: %(title)s"),
        body=_("Words of danger stand in it. Look at once, and say whether somebody is in danger."),
        reason=_("You get this because you work at the desk."), events=(events.RequestSubmitted.kind,),
        tell=_danger, words=words, link=whom.link,
    ),
    NoticeKind(
        key="major_incident", number="N-07", name=_("Many urgent reports at one site"), must=True,
        channels=frozenset({APP, MAIL, SMS}), subject=_("%(count)s urgent reports at %(site)s within half an hour"),
        body=_("They may have one cause. The latest is %(number)s: %(title)s"),
        reason=_("You get this because you answer for this site."), words=words, tell=_major,
        link=lambda notice: "/requests/board/", events=(events.RequestSubmitted.kind,), again_after=timedelta(hours=2),
    ),
    NoticeKind(
        key="request.reopened", number="N-08", name=_("A request of your team is reopened"), channels=frozenset({APP}),
        subject=_("%(number)s was not done after all"), body=_("“%(title)s” is reopened. It is due by %(due)s."),
        reason=_("You get this because your team has it."), events=(events.RequestReopened.kind,), tell=_reopened,
        words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.appealed", number="N-08", name=_("Somebody does not agree that it is out of scope"),
        channels=frozenset({APP}), subject=_("%(number)s: they do not agree that it is out of scope"),
        body=_("“%(title)s” was declined. You decide whether it goes on."),
        reason=_("You get this because you speak for this site."), events=(events.RequestAppealed.kind,),
        tell=_appealed, words=words, link=whom.link,
    ),
    NoticeKind(
        key="request.answered", number="N-02", name=_("Whoever asked has written"), channels=frozenset({APP, PUSH}),
        subject=_("%(number)s: whoever asked has written"), body=_("“%(title)s” is due by %(due)s."),
        reason=_("You get this because you or your team have it."),
        events=(events.RequesterAnswered.kind, events.RequestCommented.kind),
        tell=_answered, words=words, link=whom.link,
    ),
)  # fmt: skip
