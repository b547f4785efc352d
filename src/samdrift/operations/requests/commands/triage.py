"""The desk confirms or corrects: type, place and priority, one action each, or all at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import CASE_CLASSES, Scope, everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import events, registry
from samdrift.operations.requests.commands import cases, loading
from samdrift.operations.requests.commands.decided import ask_again_by_type
from samdrift.operations.requests.commands.submit import approval_terms, index, newest_form, price_of
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.queries import access, words
from samdrift.operations.requests.queries.around import around
from samdrift.operations.requests.queries.places import Place, place_named
from samdrift.operations.requests.rules import numbers, states, urgency
from samdrift.registers.catalogue import public as catalogue

PRIORITY_COLUMNS = ("impact", "urgency", "priority", "security", "danger_waits", "asked_impact", "asked_urgency")


@transaction.atomic
def triage(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, entitlement: str = "",
) -> ServiceRequest:  # fmt: skip
    """Confirm that type, place and priority are right; the provider has acknowledged it.

    Raises:
        DoesNotExist: No such request within the scope.
        NotAllowed: The actor may not triage here.
        Refused, Stale: It was triaged before, or changed meanwhile.
    """
    row = loading.for_move(scope, uid, expected_version, "triage")
    if entitlement and entitlement not in words.ENTITLEMENTS:
        raise Invalid({"entitlement": _("Choose whether it is included, extra or out of scope.")})
    row.entitlement = entitlement or row.entitlement
    confirm(scope, row, now)
    loading.save(row, "triaged_at", "entitlement", "danger_waits")
    return row


def confirm(scope: Scope, row: ServiceRequest, now: datetime) -> None:
    """Bring a request that waits for the desk to triaged, in the caller's transaction, without saving it.

    Whoever confirms it as it is has read it: words of danger in it are dismissed by that, under their name.
    """
    dismiss(scope, row, now)
    before = loading.move_to(row, states.TRIAGED, at=now)
    row.triaged_at = max(now, row.received_at)
    loading.tell(
        scope, row, events.RequestTriaged, at=now, before=before, after=row.state, priority=row.priority,
        entitlement=row.entitlement,
    )  # fmt: skip
    acknowledge(scope, row, now)


def acknowledge(scope: Scope, row: ServiceRequest, now: datetime) -> None:
    """Stop the clock that waits for a human on the provider's side, in the caller's transaction; once is enough."""
    if scope.side == "provider" and row.triaged_at in (None, now):
        loading.take(row, promises.reach(scope, row.uid, "acknowledged", at=max(now, row.received_at)))


@transaction.atomic
def confirm_type(
    scope: Scope, uid: UUID, *, expected_version: int | None, request_type: str, now: datetime
) -> ServiceRequest:
    """Say of which type it is. Its clocks are counted anew from the original start by the new type's terms.

    A type of a restricted class makes a case of it: whoever is not named on it, the actor included, sees it no more.

    The priority never falls by this: what the new type would lower is asked for instead.
    """
    row = _for_correction(scope, uid, expected_version)
    chosen = catalogue.RequestType.objects.within(scope).filter(code=request_type, active=True).first()
    if chosen is None:
        raise Invalid({"request_type": _("There is no such thing to ask for.")})
    before, class_before = row.request_type.code, row.data_class
    if chosen.code == before:
        return row
    row.request_type, row.line_code = chosen, chosen.line_code
    place = _place(scope, row)
    _reclass(row, chosen, place)
    row.form = newest_form(scope, chosen)
    if _priority(row, chosen.impact, chosen.urgency, place)[0] < row.priority:
        _set(row, chosen.impact, chosen.urgency, place)
    row.price_estimate_minor = price_of(chosen, None)
    _retarget(scope, row, place, now)
    row.changed_at = max(now, row.received_at)
    loading.tell(
        scope, row, events.RequestTypeConfirmed, at=now, before=before, after=chosen.code, priority=row.priority
    )
    acknowledge(scope, row, now)
    ask_again_by_type(scope, row, approval_terms(row, chosen, place), now=now)
    if row.data_class in CASE_CLASSES and row.data_class != class_before:
        cases.restrict(scope, row, now=now)
    else:
        _bring_along(row, class_before)
    loading.save(
        row, "request_type", "line_code", "form", "data_class", "price_estimate_minor", "number", "team", "assignee",
        *PRIORITY_COLUMNS,
    )  # fmt: skip
    index(row)
    return row


@transaction.atomic
def confirm_place(
    scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime, site_id: int | None = None,
    space_id: int | None = None, asset_id: int | None = None,
) -> ServiceRequest:  # fmt: skip
    """Say where it is; unit, class and clocks follow the place."""
    row = _for_correction(scope, uid, expected_version)
    place = place_named(scope, site_id=site_id, space_id=space_id, asset_id=asset_id, unit_id=None)
    if place.site_id is None:
        raise Invalid({"place": _("Choose a site, a room or a thing.")})
    scope.require("requests.triage", unit=place.unit_id, site=place.site_id, line=row.line_code)
    class_before = row.data_class
    row.site_id, row.space_id, row.asset_id = place.site_id, place.space_id, place.asset_id
    row.unit_id = place.unit_id
    _reclass(row, row.request_type, place)
    if _priority(row, row.impact, row.urgency, place)[0] < row.priority:
        _set(row, row.impact, row.urgency, place)
    _retarget(scope, row, place, now)
    _bring_along(row, class_before)
    row.changed_at = max(now, row.received_at)
    loading.tell(
        scope, row, events.RequestPlaceConfirmed, at=now, site_id=place.site_id, unit_id=place.unit_id,
        space_id=place.space_id, asset_id=place.asset_id,
    )  # fmt: skip
    acknowledge(scope, row, now)
    loading.save(row, "site", "space", "asset", "unit", "data_class", *PRIORITY_COLUMNS)
    index(row)
    return row


@transaction.atomic
def confirm_priority(
    scope: Scope, uid: UUID, *, expected_version: int | None, impact: int, urgency: int, now: datetime,
    safety: bool = False,
) -> ServiceRequest:  # fmt: skip
    """Say how urgent it is. Higher holds at once; lower waits until whoever asked, or local FM, agrees.

    Args:
        safety: Safety or security is at stake: then it is P1 whatever else is said.
    """
    row = loading.locked(scope, uid, expected_version)
    customers_word = access.may(scope, "requests.consent", row)
    if not customers_word:
        access.require(scope, "requests.triage", row)
    _refuse_unless_unresolved(row)
    if not (1 <= impact <= 4 and 1 <= urgency <= 4):
        raise Invalid({"impact": _("Impact and urgency go from 1 to 4.")})
    row.security = row.security or safety
    place = _place(scope, row)
    wanted, _moved = _priority(row, impact, urgency, place)
    if wanted > row.priority and not customers_word:
        row.asked_impact, row.asked_urgency = impact, urgency
        loading.tell(scope, row, events.RequestLowerPriorityAsked, at=now, before=row.priority, after=wanted)
    else:
        _settle_priority(scope, row, impact, urgency, place, now, by_customer=scope.side == "customer")
    acknowledge(scope, row, now)
    row.changed_at = max(now, row.received_at)
    loading.save(row, *PRIORITY_COLUMNS)
    return row


@transaction.atomic
def confirm_danger(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Say that somebody is in danger, as the words in it made one ask: it is P1 from now on."""
    row = _for_correction(scope, uid, expected_version)
    row.security = True
    _settle_priority(scope, row, row.impact, row.urgency, _place(scope, row), now, by_customer=scope.side == "customer")
    acknowledge(scope, row, now)
    loading.save(row, *PRIORITY_COLUMNS)
    return row


@transaction.atomic
def dismiss_danger(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Say that nobody is in danger, whatever the words in it made one ask."""
    row = _for_correction(scope, uid, expected_version)
    if not row.danger_waits:
        raise Refused(_("Nobody asks any more whether there is danger."))
    dismiss(scope, row, now)
    acknowledge(scope, row, now)
    row.changed_at = max(now, row.received_at)
    loading.save(row, "danger_waits")
    return row


def dismiss(scope: Scope, row: ServiceRequest, now: datetime) -> None:
    """Let the question about danger be answered with no where it waits, in the caller's transaction."""
    if row.danger_waits:
        row.danger_waits = False
        loading.tell(scope, row, events.RequestDangerDismissed, at=now)


@transaction.atomic
def agree_to_lower_priority(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Agree to the lower priority the desk asked for."""
    row = _with_asked_priority(scope, uid, expected_version)
    assert row.asked_impact is not None
    assert row.asked_urgency is not None
    place = _place(scope, row)
    _settle_priority(scope, row, row.asked_impact, row.asked_urgency, place, now, by_customer=True)
    loading.save(row, *PRIORITY_COLUMNS)
    return row


@transaction.atomic
def keep_priority(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ServiceRequest:
    """Do not agree to a lower priority: the one it has stays."""
    row = _with_asked_priority(scope, uid, expected_version)
    row.asked_impact = row.asked_urgency = None
    row.changed_at = max(now, row.received_at)
    loading.tell(scope, row, events.RequestLowerPriorityRefused, at=now, priority=row.priority)
    loading.save(row, *PRIORITY_COLUMNS)
    return row


def _for_correction(scope: Scope, uid: UUID, expected_version: int | None) -> ServiceRequest:
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, "requests.triage", row)
    _refuse_unless_unresolved(row)
    return row


def _with_asked_priority(scope: Scope, uid: UUID, expected_version: int | None) -> ServiceRequest:
    row = loading.locked(scope, uid, expected_version)
    access.require(scope, "requests.consent", row)
    if row.asked_impact is None or row.asked_urgency is None:
        raise Refused(_("Nobody asks for a lower priority any more."))
    _refuse_unless_unresolved(row)
    return row


def _refuse_unless_unresolved(row: ServiceRequest) -> None:
    if row.state not in states.UNRESOLVED:
        code = "resolved" if row.state == states.RESOLVED else "ended"
        raise Refused(words.refusal_sentence(code, row.state))


def _settle_priority(
    scope: Scope, row: ServiceRequest, impact: int, urgency_: int, place: Place, now: datetime, *, by_customer: bool
) -> None:
    before = row.priority
    moved_by = _set(row, impact, urgency_, place)
    row.asked_impact = row.asked_urgency = None
    row.changed_at = max(now, row.received_at)
    loading.tell(
        scope, row, events.RequestPriorityConfirmed, at=now, before=before, after=row.priority, impact=impact,
        urgency=urgency_, by_customer=by_customer, modifiers=moved_by,
    )  # fmt: skip
    if row.priority != before:
        _retarget(scope, row, place, now)


def _set(row: ServiceRequest, impact: int, urgency_: int, place: Place) -> list[str]:
    row.impact, row.urgency = impact, urgency_
    row.priority, moved_by = _priority(row, impact, urgency_, place)
    row.danger_waits = row.danger_waits and row.priority > urgency.HIGHEST
    return moved_by


def _priority(row: ServiceRequest, impact: int, urgency_: int, place: Place) -> tuple[int, list[str]]:
    stands = around(place, received_at=row.received_at, row=row, safety=row.security)
    return urgency.priority_of(impact, urgency_, stands)


def _place(scope: Scope, row: ServiceRequest) -> Place:
    return place_named(scope, site_id=row.site_id, space_id=row.space_id, asset_id=row.asset_id, unit_id=row.unit_id)


def _reclass(row: ServiceRequest, request_type: catalogue.RequestType, place: Place) -> None:
    """The class of the type, or of a secured place; a class once restricted is not loosened by a correction."""
    wanted = "D8" if place.secured and request_type.request_class == "D1" else request_type.request_class
    if numbers.is_restricted(wanted) or not numbers.is_restricted(row.data_class):
        row.data_class = wanted


def _bring_along(row: ServiceRequest, class_before: str) -> None:
    """Let clocks and orders follow the request into its class: what is secured is in nobody's figures."""
    if row.data_class != class_before:
        promises.reclassify(row.uid, row.data_class)
        registry.restrict(row, row.data_class)


def _retarget(scope: Scope, row: ServiceRequest, place: Place, now: datetime) -> None:
    with everywhere(reason="the clocks of a request whose command has passed the gate"):
        subject = loading.subject_of(row, timezone=place.timezone, site_kind=place.site_kind, unit_ids=place.unit_ids)
        standing = promises.retarget(
            scope, subject, priority=row.priority, at=now, by_customer=scope.side == "customer"
        )
    loading.take(row, standing)
