"""A subcontractor's link: handing an order over by one, a link to all a company has, taking one back, opening it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.notices import public as notices
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import loading, slotting
from samdrift.operations.work.models import WorkLink, WorkOrder
from samdrift.operations.work.rules import links
from samdrift.registers.parties import public as parties

HAND_OVER = "work.hand_over"
LETTER = "work.link"
SEEN_AGAIN_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDraft:
    """For whom a link is; with an address it is sent there, without one somebody copies it."""

    company_uid: UUID
    address: str = ""
    language: str = ""
    days: int = links.DAYS
    uid: UUID | None = None


@transaction.atomic
def hand_over(
    scope: Scope, order_uid: UUID, draft: LinkDraft, *, expected_version: int | None, now: datetime, real_now: datetime
) -> WorkLink:
    """Give an order to a subcontractor, with a link by which it is worked without a seat; the same uid, the same link.

    Whoever had it before has it no more, and their link says so.

    Args:
        real_now: Links expire by the real clock, also where the demonstration's stands elsewhere.

    Raises:
        DoesNotExist: No such order within the scope.
        Invalid: There is no such company or team of it, or the address or the days are none.
        NotAllowed: The actor does not hand work over there.
        Refused: The order is restricted, not to be given any more, or the company is not cleared (invariant 4).
        Stale: Somebody changed it since.
    """
    order = loading.locked(scope, order_uid)
    loading.require(scope, HAND_OVER, order)
    loading.require(scope, rules.PERMISSION["dispatch"], order)
    there = _made_before(scope, draft.uid)
    if there is not None:
        if there.work_order_id != order.pk:
            raise Refused(_("This identifier is already used for something else. Choose a new one."))
        return there
    order = loading.locked(scope, order_uid, expected_version)
    team = _team_of(scope, draft, order.line_code)
    if (order.team_id, order.assignee_id) != (team.pk, None) or order.state in ("ready", "failed"):
        place = slotting.Place(team.pk, None, order.planned_from, order.planned_to)
        order = slotting.slot(scope, order, place, now=now)
    for link in _live(scope, order):
        _withdraw(scope, link, now)
    return _make(scope, draft, team, order, now, real_now)


@transaction.atomic
def make_list_link(scope: Scope, draft: LinkDraft, *, now: datetime, real_now: datetime) -> WorkLink:
    """A link to all the orders a company has, now and later; the same uid gives the same link.

    Raises:
        Invalid: There is no such company or team of it, or the address or the days are none.
        NotAllowed: The actor does not hand work over everywhere.
    """
    scope.require(HAND_OVER)
    return _made_before(scope, draft.uid) or _make(scope, draft, _team_of(scope, draft, ""), None, now, real_now)


@transaction.atomic
def withdraw_link(scope: Scope, uid: UUID, *, now: datetime) -> WorkLink:
    """Let a link open nothing any more; the order stays with the company until it is given to somebody else.

    Raises:
        DoesNotExist: No such link within the scope.
        NotAllowed: The actor does not hand work over there.
        Refused: It was withdrawn before.
    """
    link = WorkLink.objects.within(scope).locked(uid)
    if link.work_order_id is None:
        scope.require(HAND_OVER)
    else:
        with everywhere(reason="the order of a link the actor has been let through to"):
            order = WorkOrder.objects.get(pk=link.work_order_id)
        loading.require(scope, HAND_OVER, order)
    if link.withdrawn_at is not None:
        raise Refused(_("This link was withdrawn before."))
    return _withdraw(scope, link, now)


@transaction.atomic
def note_opened(scope: Scope, link: WorkLink, *, now: datetime) -> None:
    """Keep when a link was opened, first and last; told in the book the first time."""
    if link.last_opened_at is not None and now - link.last_opened_at < SEEN_AGAIN_AFTER:
        return
    with everywhere(reason="the link that was just opened notes it"):
        locked = WorkLink.objects.get_queryset().locked(link.uid)
        first = locked.opened_at is None
        locked.opened_at, locked.last_opened_at = locked.opened_at or now, now
        locked.save_changes("opened_at", "last_opened_at")
        order = WorkOrder.objects.filter(pk=link.work_order_id or 0).first()
    if first:
        record(events.LinkOpened(link_id=link.uid), scope=scope, at=now, subject=order or link)


def _made_before(scope: Scope, uid: UUID | None) -> WorkLink | None:
    if uid is None:
        return None
    with everywhere(reason="whether a sender repeats a link, or takes the uid of another"):
        there = WorkLink.objects.filter(uid=uid).first()
    if there is not None and there.community_id != scope.community_id:
        raise Refused(_("This identifier is already used for something else. Choose a new one."))
    return there


def _team_of(scope: Scope, draft: LinkDraft, line_code: str) -> parties.Team:
    """The company's team for such work.

    Raises:
        Invalid: Something in the draft is none; it says what.
    """
    wrong = {}
    if draft.address:
        try:
            validate_email(draft.address)
        except ValidationError:
            wrong["address"] = _("That is not an e-mail address.")
    if not 1 <= draft.days <= links.MOST_DAYS:
        wrong["days"] = _("Write between 1 and %(most)s days.") % {"most": links.MOST_DAYS}
    teams = parties.subcontractors_teams(scope, draft.company_uid)
    if teams is None:
        wrong["company"] = _("There is no such company here.")
    elif not teams:
        wrong["company"] = _("This company has no team here yet: make one under teams first.")
    if wrong or not teams:
        raise Invalid(wrong)
    return next((team for team in teams if line_code in team.lines), teams[0])


def _live(scope: Scope, order: WorkOrder) -> list[WorkLink]:
    with everywhere(reason="the links of an order the actor may hand over"):
        rows = WorkLink.objects.filter(community=scope.community_id, work_order=order, withdrawn_at__isnull=True)
        return list(rows.order_by("pk"))


def _withdraw(scope: Scope, link: WorkLink, now: datetime) -> WorkLink:
    link.withdrawn_at = now
    link.save_changes("withdrawn_at")
    with everywhere(reason="the order whose history tells of its link"):
        order = WorkOrder.objects.filter(pk=link.work_order_id or 0).first()
    record(events.LinkWithdrawn(link_id=link.uid), scope=scope, at=now, subject=order or link)
    return link


def _make(
    scope: Scope, draft: LinkDraft, team: parties.Team, order: WorkOrder | None, now: datetime, real_now: datetime
) -> WorkLink:
    uid = draft.uid or uuid7()
    language = draft.language if draft.language in dict(settings.LANGUAGES) else team.organisation.language
    link = WorkLink.objects.create(
        uid=uid, community_id=scope.community_id, organisation_id=team.organisation_id, team=team, work_order=order,
        digest=links.digest_of(links.token_of(uid, settings.SECRET_KEY)), address=draft.address, language=language,
        made_by_id=scope.person_id, made_at=real_now, expires_at=real_now + timedelta(days=draft.days),
    )  # fmt: skip
    event = events.LinkMade(link_id=link.uid, company_id=team.organisation_id, expires_at=link.expires_at)
    record(event, scope=scope, at=now, subject=order or link)
    if draft.address:
        _send(link, now)
    return link


def _send(link: WorkLink, now: datetime) -> None:
    state = "waiting" if notices.configured(notices.MAIL) else "kept"
    row = notices.Sending(
        uid=uuid7(), community_id=link.community_id, channel=notices.MAIL, letter=LETTER, address=link.address,
        language=link.language, state=state, not_before=now, made_at=now,
    )  # fmt: skip
    notices.queue([row])
    with everywhere(reason="the message a link goes out by"):
        link.sending = notices.Sending.objects.get(uid=row.uid)
    link.save_changes("sending")
