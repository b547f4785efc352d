"""Keys and cards: handed out, confirmed by whoever got them, passed on, given back. Both names stay with the row."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.commands.shared import colleague, require_over, who
from samdrift.operations.workforce.events import KeyMoved
from samdrift.operations.workforce.models import KeyHolding
from samdrift.registers.estate import public as estate

HAND = "workforce.hand_keys"
KINDS = ("key", "card")
SECURED = "D8"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGiven:
    """Which key: what is written on it, to which site, and until when it is lent."""

    site_id: int
    label: str
    kind: str = "key"
    back_by: date | None = None


@transaction.atomic
def hand_key(scope: Scope, employment_uid: UUID, given: KeyGiven, *, now: datetime) -> KeyHolding:
    """Hand a key or card to somebody; they confirm it themselves.

    Raises:
        DoesNotExist: No such colleague or site within the scope.
        Invalid: The label is missing or the kind is none.
        NotAllowed: The actor hands out no keys, or none of secured places.
        Refused: It is in somebody's hands already.
    """
    employment = colleague(scope, employment_uid)
    site = estate.Site.objects.within(scope).get(pk=given.site_id)
    require_over(scope, HAND, employment)
    label = given.label.strip()
    if not label or len(label) > 40:
        raise Invalid({"label": _("Write what stands on the key, at most 40 letters.")})
    if given.kind not in KINDS:
        raise Invalid({"kind": _("Choose key or card.")})
    data_class = SECURED if site.zone == "secured" else "D4"
    _require_class(scope, data_class)
    with everywhere(reason="whether the key is in a hand already, whoever may see whose"):
        if KeyHolding.objects.filter(site=site, label=label, returned_at__isnull=True).exists():
            raise Refused(_("This key is in somebody’s hands. Take it back first, or let them pass it on."))
    row = KeyHolding.objects.create(
        community_id=scope.community_id, data_class=data_class, employment=employment, site=site, label=label,
        kind=given.kind, back_by=given.back_by, handed_by_id=scope.person_id, handed_at=now,
    )  # fmt: skip
    return _told(scope, row, "hand", now)


@transaction.atomic
def confirm_key(scope: Scope, uid: UUID, *, now: datetime) -> KeyHolding:
    """Say that one has the key; safe to repeat.

    Raises:
        DoesNotExist: No such key within the scope.
        NotAllowed: It was handed to somebody else.
        Refused: It was given back.
    """
    row = KeyHolding.objects.within(scope).select_related("employment").locked(uid)
    if row.employment.person_id != scope.person_id:
        raise NotAllowed(_("Only whoever got the key confirms it."))
    if row.returned_at is not None:
        raise Refused(_("This key was given back."))
    if row.confirmed_at is None:
        row.confirmed_at = now
        row.save_changes("confirmed_at")
        _told(scope, row, "confirm", now)
    return row


@transaction.atomic
def pass_on_key(scope: Scope, uid: UUID, to_uid: UUID, *, now: datetime) -> KeyHolding:
    """Hand a key one holds to a colleague; the leader sees both names. The colleague confirms.

    Raises:
        DoesNotExist: No such key or colleague within the scope.
        NotAllowed: It is in somebody else's hands.
        Refused: It was given back, or goes to the same person.
    """
    row = KeyHolding.objects.within(scope).select_related("employment").locked(uid)
    taker = colleague(scope, to_uid)
    _require_holder(scope, row)
    if row.returned_at is not None or taker.pk == row.employment_id:
        raise Refused(_("This key cannot be passed on."))
    _close(row, taker.person_id, now)
    passed = KeyHolding.objects.create(
        community_id=scope.community_id, data_class=row.data_class, employment=taker, site_id=row.site_id,
        label=row.label, kind=row.kind, back_by=row.back_by, handed_by_id=row.employment.person_id, handed_at=now,
    )  # fmt: skip
    return _told(scope, passed, "hand", now)


@transaction.atomic
def return_key(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> KeyHolding:
    """Take a key back: by whoever hands keys out.

    Raises:
        DoesNotExist: No such key within the scope.
        NotAllowed: The actor takes no keys back.
        Refused: It was given back already.
        Stale: Somebody changed it first.
    """
    row = KeyHolding.objects.within(scope).select_related("employment").locked(uid, expected_version)
    require_over(scope, HAND, row.employment)
    _require_class(scope, row.data_class)
    if row.returned_at is not None:
        raise Refused(_("This key was given back."))
    _close(row, scope.person_id, now)
    return _told(scope, row, "return", now)


def _close(row: KeyHolding, to_person: int | None, now: datetime) -> None:
    row.returned_at, row.returned_to_id = now, to_person
    row.save_changes("returned_at", "returned_to")


def _require_holder(scope: Scope, row: KeyHolding) -> None:
    if row.employment.person_id != scope.person_id:
        require_over(scope, HAND, row.employment)


def _require_class(scope: Scope, data_class: str) -> None:
    """Keys of secured places are handed out by those cleared for them."""
    if not any(HAND in grant.permissions and data_class in grant.data_classes for grant in scope.grants):
        raise NotAllowed(_("Keys of secured places are handed out by people cleared for them."))


def _told(scope: Scope, row: KeyHolding, move: str, now: datetime) -> KeyHolding:
    event = KeyMoved(**who(row.employment), holding_id=row.uid, move=move, site_id=row.site_id)
    record(event, scope=scope, at=now, subject=row)
    return row


def keys_still_held(person_id: int) -> int:
    """How many keys somebody has: they give them back before they leave."""
    with everywhere(reason="what somebody still has is asked by the register of people"):
        return KeyHolding.objects.filter(employment__person=person_id, returned_at__isnull=True).count()
