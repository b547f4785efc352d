"""Showing interest, saying what is wanted, and the joiner's own business case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.framework import LEAVING_NOTICE_MONTHS
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.events import AccessionMoved
from samdrift.partnership.joining.models import Accession, AccessionStep, BusinessCase, EligibleBody, Framework
from samdrift.partnership.joining.queries import call_offs, places, terms
from samdrift.registers.parties import public as parties

JOIN = "joining.join"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffDraft:
    """What a joiner wants: items with quantities a year and their places, from a day on, how many people it serves."""

    wishes: Sequence[rules.Wish]
    starts_on: date
    users: int = 0
    notice_months: int = LEAVING_NOTICE_MONTHS
    exit_terms: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a draft comes to: its volume at list prices, the tier with it, its year and its term in hundredths."""

    volume: Any
    effect: rules.IfJoined
    year_minor: int
    value_minor: int
    items: Mapping[str, rules.Item]


def reckon(framework: Framework, draft: CallOffDraft, today: date) -> Reckoned:
    """What a draft would come to and do to the tier, before anybody has asked for anything.

    Raises:
        Invalid: The framework does not offer an item.
    """
    held = terms.held(framework.pk)
    day = max(draft.starts_on, framework.starts_on)
    items = held.items(day)
    unknown = [one.item for one in draft.wishes if one.item not in items]
    if unknown:
        raise Invalid({"wishes": _("The framework does not offer %(item)s.") % {"item": unknown[0]}})
    stands = call_offs.standing(framework, held, today)
    added = rules.list_value(draft.wishes, items)
    effect = rules.if_joined(held.tiers(day), stands.volume, added)
    year = rules.year_minor(draft.wishes, items, effect.then.factor)
    return Reckoned(added, effect, year, rules.term_minor(year, draft.starts_on, framework.ends_on), items)


@transaction.atomic
def show_interest(scope: Scope, framework_uid: UUID, draft: CallOffDraft, *, now: datetime) -> Accession:
    """Show interest in joining a framework, for one's own body.

    Raises:
        DoesNotExist: No such framework within the scope.
        Invalid: The draft cannot be counted with.
        NotAllowed: One's body is not named in the framework, or one may not join it to anything.
    """
    framework = Framework.objects.within(scope).locked(framework_uid)
    body = own_body(scope, framework)
    check_draft(framework, body.unit_id, draft, parties.community_day(scope, now))
    made = Accession(
        community_id=scope.community_id, data_class="D2", framework=framework, number=next_number(framework),
        organisation_id=body.organisation_id, unit_id=body.unit_id, made_by_id=scope.person_id, made_at=now,
        moved_at=now, starts_on=draft.starts_on,
    )  # fmt: skip
    write_draft(made, framework, draft, parties.community_day(scope, now))
    made.save()
    note_step(scope, made, "interest", rules.JOINER, "", rules.INTEREST, now=now)
    event = AccessionMoved(accession_uid=made.uid, number=made.number, state=made.state)
    record(event, scope=scope, at=now, subject=made)
    return made


@transaction.atomic
def change_wishes(scope: Scope, uid: UUID, draft: CallOffDraft, *, expected_version: int, now: datetime) -> Accession:
    """Want something else, as long as nobody has decided on it.

    Raises:
        DoesNotExist: No such call-off within the scope.
        Invalid: The draft cannot be counted with.
        NotAllowed: It is another body's.
        Refused: It has been decided on.
    """
    row = own(scope, uid, expected_version)
    if row.state not in rules.DRAFTING:
        raise Refused(_("What was decided on is no longer changed. Say no to it, and begin anew."))
    today = parties.community_day(scope, now)
    check_draft(row.framework, row.unit_id, draft, today)
    write_draft(row, row.framework, draft, today)
    row.save_changes(
        "wishes", "users", "starts_on", "notice_months", "exit_terms", "factor", "year_minor", "value_minor"
    )
    return row


@transaction.atomic
def write_case(
    scope: Scope, uid: UUID, *, baseline_minor: int, transition_minor: int, note: str, now: datetime
) -> BusinessCase:
    """Write the joiner's own reckoning: nobody else ever reads it.

    Raises:
        DoesNotExist: No such call-off within the scope.
        Invalid: An amount is below nothing.
        NotAllowed: It is another body's.
        Refused: The business case is not being made.
    """
    row = own(scope, uid)
    if row.state != rules.BUSINESS_CASE:
        raise Refused(_("A business case is written once the data pack is open and before the decision."))
    if baseline_minor < 0 or transition_minor < 0:
        raise Invalid({"baseline": _("Amounts are 0 or more.")})
    return BusinessCase.objects.create(
        community_id=row.community_id, data_class="D2", owner_party_id=row.organisation_id, accession=row,
        baseline_minor=baseline_minor, transition_minor=transition_minor, note=note.strip()[:2000],
        written_by_id=scope.person_id, written_at=now,
    )  # fmt: skip


def own_body(scope: Scope, framework: Framework) -> EligibleBody:
    """The body the actor speaks for, as it is named in a framework.

    Raises:
        NotAllowed: It is not named, or the actor may not join it to anything.
    """
    body = EligibleBody.objects.within(scope).filter(framework=framework, organisation=scope.party_id).first()
    if body is None or body.organisation_id == framework.owner_id:
        raise NotAllowed(_("Your organisation is not one that may join this framework."))
    scope.require(JOIN, unit=body.unit_id, data_class=body.data_class)
    return body


def own(scope: Scope, uid: UUID, expected_version: int | None = None) -> Accession:
    """The joiner's own call-off, locked.

    Raises:
        DoesNotExist: No such call-off within the scope.
        NotAllowed: It is another body's.
    """
    row = Accession.objects.within(scope).select_related("framework").locked(uid, expected_version)
    if row.core or scope.party_id != row.organisation_id:
        raise NotAllowed(_("Only the joiner's own people say what it wants."))
    scope.require(JOIN, unit=row.unit_id, data_class=row.data_class)
    return row


def check_draft(framework: Framework, unit_id: int, draft: CallOffDraft, today: date) -> None:
    """Raise Invalid unless a draft can be counted with.

    Raises:
        Invalid: Nothing is wanted, a quantity is not above 0, a place is another body's, or the first day does not fit.
    """
    wrong: dict[str, Any] = {}
    if not draft.wishes or any(not 0 < one.quantity < 10**9 for one in draft.wishes):
        wrong["wishes"] = _("Choose at least one service, each with a quantity above 0.")
    if len({(one.item, one.site_id) for one in draft.wishes}) != len(draft.wishes):
        wrong["wishes"] = _("Name each service once for each place.")
    if not max(today, framework.starts_on) <= draft.starts_on <= framework.ends_on:
        wrong["starts_on"] = _("It begins today or later, and before the framework ends.")
    if not LEAVING_NOTICE_MONTHS <= draft.notice_months <= 24:
        wrong["notice_months"] = _("Notice is 3 to 24 months.")
    if not {one.site_id for one in draft.wishes} <= {None, *places.sites_of(unit_id)}:
        wrong["sites"] = _("Choose places of your own.")
    if wrong:
        raise Invalid(wrong)
    reckon(framework, draft, today)


def write_draft(row: Accession, framework: Framework, draft: CallOffDraft, today: date) -> None:
    """Put a draft on a call-off, with what it comes to at the tier as it would be; not saved."""
    found = reckon(framework, draft, today)
    row.wishes = [{"item": one.item, "quantity": f"{one.quantity:f}", "site": one.site_id} for one in draft.wishes]
    row.users, row.starts_on = draft.users, draft.starts_on
    row.notice_months, row.exit_terms = draft.notice_months, draft.exit_terms.strip()[:400]
    row.factor, row.year_minor, row.value_minor = found.effect.then.factor, found.year_minor, found.value_minor


def next_number(framework: Framework) -> str:
    """The number of a framework's next call-off; the framework is locked."""
    with everywhere(reason="numbers of a framework's call-offs run over all bodies"):
        last = Accession.objects.filter(framework=framework).aggregate(last=Max("pk"))["last"]
        many = Accession.objects.filter(framework=framework).count() if last else 0
    return f"{framework.code}-{many + 1:02d}"


def note_step(
    scope: Scope, row: Accession, move: str, side: str, before: str, after: str, *, reason: str = "", now: datetime
) -> AccessionStep:
    """Keep what one side did to a call-off."""
    return AccessionStep.objects.create(
        community_id=row.community_id, data_class="D2", accession=row, move=move, side=side, from_state=before,
        to_state=after, person_id=scope.person_id, reason=reason.strip()[:400], at=now,
    )  # fmt: skip
