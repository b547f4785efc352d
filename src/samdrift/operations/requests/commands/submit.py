"""A request comes in, from whichever channel: all pass here, so all have the same clocks (features L10)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import LANGUAGES, in_language, uuid7
from samdrift.foundation.idempotency import UsedBefore, hash_of, once
from samdrift.foundation.prepared import Prepared, insert
from samdrift.foundation.scope import CASE_CLASSES, Scope
from samdrift.foundation.search.public import Findable, forget_row, index_new_row, index_row
from samdrift.operations.approvals import public as approvals
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events
from samdrift.operations.requests.commands import loading, numbers
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries.around import around
from samdrift.operations.requests.queries.places import Place, place_named
from samdrift.operations.requests.queries.words import CHANNELS, FORM_FAULTS
from samdrift.operations.requests.rules import numbers as number_rules
from samdrift.operations.requests.rules import states, urgency
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

SEARCH_KIND = "requests.request"
SUBMITTING = "requests.submit"
APPROVAL = promises.PauseReason("customer_approval", "customer", stops_clock=True)
ASKED = "approval"  # what proves that the customer was asked: the question that is recorded with it
LONGEST_DESCRIPTION = 8000
# A clock of somebody else may be a little fast.
TOLERANCE = timedelta(minutes=5)
_BY_UID = Prepared(
    lambda uid: ServiceRequest.objects.filter(uid=uid), UUID(int=77_001),
    reason="a sender repeats a submission; the token proves it is the same sender",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks for, as it came in.

    Attributes:
        request_type: The code of a type of the catalogue.
        channel: qr, web, phone, mail, counter, chat, api or app.
        unit_id: Whose request it is; the site's unit when left away.
        impact, urgency: 1 to 4; the type's own when left away.
        uid: Chosen by the sender, so that a repeated submission is the same request.
        device_key: The hash that links one stranger's reports.
    """

    request_type: str
    channel: str
    title: str = ""
    description: str = ""
    site_id: int | None = None
    space_id: int | None = None
    asset_id: int | None = None
    tag_id: int | None = None
    unit_id: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    chip_code: str = ""
    impact: int | None = None
    urgency: int | None = None
    requester_id: int | None = None
    on_behalf_of: str = ""
    contact: str = ""
    device_key: str = ""
    language: str = "en"
    described_at: datetime | None = None
    price_estimate_minor: int | None = None
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A request that has reached us, with the secret of its tracking link."""

    service_request: ServiceRequest
    track_token: str
    repeated: bool = False


def submit_request(scope: Scope, ask: Ask, *, received_at: datetime, now: datetime) -> Submitted:
    """`submit_within`, in a transaction of its own."""
    with transaction.atomic():
        return submit_within(scope, ask, received_at=received_at, now=now)


def submit_within(
    scope: Scope, ask: Ask, *, received_at: datetime, now: datetime, uid: UUID | None = None
) -> Submitted:
    """Take a request in and start the clocks the contract promises; the caller's transaction ends when it raises.

    Args:
        received_at: When it reached us (scan, call, mail), from which the clocks count; not when it was typed.
        uid: The new request's, where the caller has made one this moment; a sender's own comes in `ask`.

    Raises:
        Invalid: Something in it does not fit; the sentence says what.
        NotAllowed: The actor may not report here.
        Refused: No contract covers this service at this place, or the sender used its uid for something else.
    """
    if ask.uid is None:
        return _submit(scope, ask, received_at, now, uid or uuid7())
    made: list[Submitted] = []
    sent = ask.uid

    def do() -> str:
        made.append(_submitted_before(scope, ask) or _submit(scope, ask, received_at, now, sent))
        return str(sent)

    try:
        # Of two that come at the same time the second waits here until the first is written.
        once(SUBMITTING, str(sent), hash_of(scope.community_id, asdict(ask)), do, reference=str(sent))
    except UsedBefore as other:
        raise Refused(_("This identifier is already used for something else. Choose a new one.")) from other
    again = made[0] if made else _submitted_before(scope, ask)
    assert again is not None  # written by the first
    return again


def _submit(scope: Scope, ask: Ask, received_at: datetime, now: datetime, uid: UUID) -> Submitted:
    request_type, form = _type_and_form(scope, ask.request_type)
    _check(ask, request_type, received_at, now)
    place = place_named(scope, site_id=ask.site_id, space_id=ask.space_id, asset_id=ask.asset_id, unit_id=ask.unit_id)
    scope.require(
        "requests.report", unit=place.unit_id, site=place.site_id, line=request_type.line_code,
        **_own_or_other(scope, ask),
    )  # fmt: skip
    contract = _contract(scope, request_type, place, received_at)
    row = row_of(scope, ask, request_type, form, place, contract, received_at, now)
    row.uid = uid
    moved_by = set_priority(row, ask, request_type, place)
    terms = approval_terms(row, request_type, place)
    standing = _promise(scope, row, place, now)
    asks_for = approvals.steps_needed(terms, row.price_estimate_minor)
    if asks_for:
        row.state = states.AWAITING_APPROVAL
        # Until somebody has typed it in, the time is not the approver's.
        standing = promises.pause(scope, row.uid, APPROVAL, at=max(now, received_at), evidence_kind=ASKED)
    loading.take(row, standing)
    token = number_rules.track_token(row.uid, settings.SECRET_KEY)
    row.track_digest = number_rules.track_digest(token)
    zone = ZoneInfo(place.timezone)
    row.number = numbers.next_number(scope.community_id, received_at.astimezone(zone).year, row.data_class)
    insert(row)
    if row.data_class in CASE_CLASSES:
        name_receivers(scope, row, now)
    _announce(scope, row, moved_by, now)
    if asks_for:
        ask_for_approval(scope, row, terms, asks_for[0], now)
    if _may_be_found(row):
        index_new_row(findable(row))
    return Submitted(row, token)


def name_receivers(scope: Scope, row: ServiceRequest, now: datetime) -> None:
    """Let a case exist for the teams that serve its line by name, in the caller's transaction; whoever asked sees it.

    Raises:
        Refused: There is no such team, so nobody would ever see it.
    """
    teams = parties.teams_for_cases(scope.community_id, row.line_code, row.site_id)
    if row.team_id is not None:
        teams.append(row.team_id)
    if row.data_class == "D6":
        teams = [team for team in teams if parties.clinicians_among((), (team,))]
    if not teams:
        raise Refused(_("Nobody is named to receive this, so nobody would see it. Call the desk."))
    parties.name_on_case(scope, row.uid, data_class=row.data_class, now=now, team_ids=teams)


def index(row: ServiceRequest) -> None:
    """Let the request be found by number and words; what is restricted never enters the index."""
    if _may_be_found(row):
        index_row(findable(row))
    else:
        forget_row(SEARCH_KIND, row.uid)


def _may_be_found(row: ServiceRequest) -> bool:
    return not number_rules.is_restricted(row.data_class)


def findable(row: ServiceRequest) -> Findable:
    """The request as search knows it."""
    said = " ".join(str(value) for value in row.answers.values() if isinstance(value, str))
    return Findable(
        kind=SEARCH_KIND, row=row, title=f"{row.number} {row.title}", body=f"{row.description} {said}",
        person_id=row.requester_id, assignee_id=row.assignee_id, team_id=row.team_id, where={"line": row.line_code},
    )  # fmt: skip


def _submitted_before(scope: Scope, ask: Ask) -> Submitted | None:
    if ask.uid is None:
        return None
    row = next(iter(_BY_UID.rows(ask.uid)), None)
    if row is None:
        return None
    same = (row.community_id, row.requester_id, row.device_key) == (
        scope.community_id, ask.requester_id, ask.device_key,
    )  # fmt: skip
    if not same:
        raise Refused(_("This identifier is already used for something else. Choose a new one."))
    return Submitted(row, number_rules.track_token(row.uid, settings.SECRET_KEY), repeated=True)


def _type_and_form(scope: Scope, code: str) -> tuple[catalogue.RequestType, catalogue.FormVersion | None]:
    book = catalogue.catalogue_of(scope.community_id)
    request_type = book.type_by_code(code)
    if request_type is None:
        raise Invalid({"request_type": _("There is no such thing to ask for.")})
    return request_type, book.forms.get(request_type.pk)


def newest_form(scope: Scope, request_type: catalogue.RequestType) -> catalogue.FormVersion | None:
    """The form a new request of this type is made with; none when nothing is published."""
    published = catalogue.FormVersion.objects.within(scope).filter(published_at__isnull=False)
    return published.filter(request_type=request_type).order_by("-number").first()


def _check(ask: Ask, request_type: catalogue.RequestType, received_at: datetime, now: datetime) -> None:
    wrong: dict[str, object] = {}
    if ask.channel not in CHANNELS:
        wrong["channel"] = _("There is no such channel.")
    if received_at > now + TOLERANCE:
        wrong["received_at"] = _("A request cannot be received in the future.")
    for name, value in (("impact", ask.impact), ("urgency", ask.urgency)):
        if value is not None and not 1 <= value <= 4:
            wrong[name] = _("Impact and urgency go from 1 to 4.")
    if len(ask.description) > LONGEST_DESCRIPTION:
        too_long = ngettext(
            "The description is too long: at most %(most)s character.",
            "The description is too long: at most %(most)s characters.", LONGEST_DESCRIPTION,
        )  # fmt: skip
        wrong["description"] = too_long % {"most": LONGEST_DESCRIPTION}
    if wrong:
        raise Invalid(wrong)


def _own_or_other(scope: Scope, ask: Ask) -> dict[str, object]:
    """A stranger's and the own request are the actor's own; one for somebody else needs more."""
    return {"own": ask.requester_id in (None, scope.person_id), "assigned": ask.requester_id in (None, scope.person_id)}


def _contract(
    scope: Scope, request_type: catalogue.RequestType, place: Place, received_at: datetime
) -> contracts.Contract:
    day = received_at.astimezone(ZoneInfo(place.timezone)).date()
    found = contracts.contract_for(scope, line_code=request_type.line_code, units=place.unit_ids, day=day)
    if found is None:
        raise Refused(_("No contract covers this service here, so nobody would see the request. Call the desk."))
    return found


def row_of(
    scope: Scope, ask: Ask, request_type: catalogue.RequestType, form: catalogue.FormVersion | None, place: Place,
    contract: contracts.Contract, received_at: datetime, now: datetime,
) -> ServiceRequest:  # fmt: skip
    """The row of what somebody asks for, not yet written; priority and number are still to come."""
    answers = _answers(ask, form)
    language = ask.language if ask.language in LANGUAGES else "en"
    first_line = ask.description.strip().partition("\n")[0]
    title = (ask.title.strip() or first_line or in_language(request_type.name, language))[:160]
    data_class = "D8" if place.secured and request_type.request_class == "D1" else request_type.request_class
    return ServiceRequest(
        uid=ask.uid or uuid7(), community_id=scope.community_id, data_class=data_class, contract=contract,
        site_id=place.site_id, space_id=place.space_id, asset_id=place.asset_id, unit_id=place.unit_id,
        tag_id=ask.tag_id, line_code=request_type.line_code, request_type=request_type, form=form, answers=answers,
        chip_code=ask.chip_code[:40], title=title, description=ask.description.strip(), language=language,
        channel=ask.channel, requester_id=ask.requester_id, on_behalf_of=ask.on_behalf_of[:120],
        contact=ask.contact[:120], device_key=ask.device_key, described_at=ask.described_at,
        price_estimate_minor=price_of(request_type, ask.price_estimate_minor),
        received_at=received_at, changed_at=max(now, received_at),
        entitlement="extra" if request_type.charge in ("price_list", "quote") else "included",
    )  # fmt: skip


def price_of(request_type: catalogue.RequestType, estimate_minor: int | None) -> int | None:
    """What it is expected to cost: what was estimated, else what the catalogue says; None: no price is agreed."""
    return request_type.price_minor if estimate_minor is None else estimate_minor


def _answers(ask: Ask, form: catalogue.FormVersion | None) -> dict[str, Any]:
    if form is None:
        return {}
    # In two taps nobody answers questions: a chip says enough, and the desk asks for the rest.
    kept, wrong = catalogue.form_problems(form, ask.answers)
    if ask.channel == "qr":
        wrong = {name: fault for name, fault in wrong.items() if fault != "required"}
    if wrong:
        raise Invalid({name: FORM_FAULTS[fault] for name, fault in wrong.items()})
    return kept


def set_priority(row: ServiceRequest, ask: Ask, request_type: catalogue.RequestType, place: Place) -> list[str]:
    """Impact, urgency and priority as the ask, the type and the place make them; and what moved the priority."""
    row.impact = ask.impact or request_type.impact
    row.urgency = ask.urgency or request_type.urgency
    stands = around(place, received_at=row.received_at)
    row.priority, moved_by = urgency.priority_of(row.impact, row.urgency, stands)
    row.danger_waits = row.priority > urgency.HIGHEST and bool(
        urgency.danger_in(ask.title, ask.description, row.answers)
    )
    return moved_by


def _promise(scope: Scope, row: ServiceRequest, place: Place, now: datetime) -> promises.Standing:
    subject = loading.subject_of(row, timezone=place.timezone, site_kind=place.site_kind, unit_ids=place.unit_ids)
    subject = replace(subject, contract_version=row.contract.version)
    return promises.open_promises(scope, subject, priority=row.priority, started_at=row.received_at, at=now)


def approval_terms(row: ServiceRequest, request_type: catalogue.RequestType, place: Place) -> approvals.Terms:
    """Which yeses the request needs by the rules of its contract, or by its type where no rule speaks of it."""
    return approvals.terms_for(
        row.contract, line_code=request_type.line_code, request_type_code=request_type.code,
        of_type=approvals.of_type(request_type.approval, request_type.approval_above_minor),
        day=row.received_at.astimezone(ZoneInfo(place.timezone)).date(), data_class=row.data_class,
    )  # fmt: skip


def ask_for_approval(scope: Scope, row: ServiceRequest, terms: approvals.Terms, kind: str, now: datetime) -> None:
    """Tell that the request waits, and ask for the first yes it needs; in the caller's transaction."""
    loading.tell(
        scope, row, events.RequestAwaitingApproval, at=now, before=states.SUBMITTED,
        after=states.AWAITING_APPROVAL, reason=kind,
    )  # fmt: skip
    approvals.ask_approval(
        scope, row, subject_kind=SEARCH_KIND, unit_id=row.unit_id, contract_id=row.contract_id, terms=terms,
        amount_minor=row.price_estimate_minor, requested_by=row.requester_id or scope.person_id,
        entered_by=scope.person_id, at=now,
    )  # fmt: skip


def _announce(scope: Scope, row: ServiceRequest, moved_by: list[str], now: datetime) -> None:
    loading.tell(
        scope, row, events.RequestSubmitted, at=row.received_at, channel=row.channel,
        request_type=row.request_type.code, priority=row.priority, impact=row.impact, urgency=row.urgency,
        received_at=row.received_at, chip=row.chip_code, form_version=row.form.number if row.form else None,
        space_id=row.space_id, asset_id=row.asset_id, modifiers=moved_by,
        danger=row.danger_waits,
    )  # fmt: skip
