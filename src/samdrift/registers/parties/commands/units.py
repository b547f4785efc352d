"""The tree of units and how it changes from a day on; what it was stays known."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands.shared import leave_unit_scopes_behind, require_member
from samdrift.registers.parties.events import UnitClosed, UnitMoved, UnitOpened
from samdrift.registers.parties.models import Employment, Organisation, Unit, UnitPlacement


@transaction.atomic
def open_unit(
    scope: Scope, *, code: str, name: Mapping[str, str], kind: str, organisation_uid: UUID, parent_uid: UUID | None,
    from_day: date, now: datetime, cost_centre: str = "",
) -> Unit:  # fmt: skip
    """Put a new unit into the tree from a day on.

    Raises:
        NotAllowed: The actor may not change the tree.
        DoesNotExist: There is no such organisation or parent within the scope.
        Refused: The code is taken, or the organisation is not a member.
    """
    parent = Unit.objects.within(scope).get(uid=parent_uid) if parent_uid else None
    scope.require("parties.manage_units", unit=parent.pk if parent else None)
    organisation = Organisation.objects.get(uid=organisation_uid)
    require_member(scope, organisation.pk)
    _free_code(scope, code)
    lock("parties.tree", scope.community_id)
    unit = Unit.objects.create(
        community_id=scope.community_id, organisation=organisation, parent=parent, path="", code=code,
        name=dict(name), kind=kind, cost_centre=cost_centre, opened_on=from_day,
    )  # fmt: skip
    unit.path = rules.path_under(parent.path if parent else "", unit.pk)
    unit.save(update_fields=["path"])
    UnitPlacement.objects.create(
        community_id=scope.community_id, unit=unit, parent=parent, valid_from=from_day, recorded_at=now
    )
    leave_unit_scopes_behind(scope.community_id)
    record(
        UnitOpened(unit_uid=unit.uid, parent_uid=parent.uid if parent else None, from_day=from_day),
        scope=scope, at=now, subject=unit,
    )  # fmt: skip
    return unit


def _free_code(scope: Scope, code: str) -> None:
    with everywhere(reason="codes are never used twice, also not unseen ones"):
        if Unit.objects.filter(community=scope.community_id, code=code).exists():
            raise Refused(_("There is a unit with this code already; codes are never used again."))


@transaction.atomic
def move_unit(
    scope: Scope, unit_uid: UUID, *, parent_uid: UUID | None, from_day: date, expected_version: int, today: date,
    now: datetime,
) -> Unit:  # fmt: skip
    """Let a unit stand under another parent from a day on; reports of earlier days keep the tree as it was.

    Args:
        from_day: The first day in the new place; a day to come is kept until it comes.
        today: The day it is where the community is.

    Raises:
        NotAllowed: The actor may not change the tree.
        DoesNotExist: There is no such unit or parent within the scope.
        Refused: It would stand below itself on some day, or a later move is known already.
        Stale: Somebody changed the unit first.
    """
    lock("parties.tree", scope.community_id)
    unit = Unit.objects.within(scope).locked(unit_uid, expected_version)
    scope.require("parties.manage_units", unit=unit.pk)
    parent = Unit.objects.within(scope).get(uid=parent_uid) if parent_uid else None
    _place(scope, unit, parent, from_day, now)
    before = unit.parent.uid if unit.parent else None
    unit.save_changes()
    if from_day <= today:
        bring_tree_up_to(scope.community_id, today)
        unit.refresh_from_db(fields=["parent", "path"], from_queryset=Unit.objects.within(scope))
    after = parent.uid if parent else None
    event = UnitMoved(unit_uid=unit.uid, from_parent_uid=before, to_parent_uid=after, from_day=from_day)
    record(event, scope=scope, at=now, subject=unit)
    return unit


def _place(scope: Scope, unit: Unit, parent: Unit | None, from_day: date, now: datetime) -> None:
    """Keep that the unit stands under `parent` from a day on, where no circle forbids it."""
    known = list(UnitPlacement.objects.within(scope).filter(superseded_at=None).order_by("valid_from", "pk"))
    last = next((row for row in reversed(known) if row.unit_id == unit.pk), None)
    if last is not None and last.valid_from >= from_day:
        raise Refused(_("A move from that day or a later one is known already. Choose a later day."))
    _refuse_cycles(known, unit, parent, from_day)
    if last is not None:
        _end_placement(last, from_day - timedelta(days=1), now)
    UnitPlacement.objects.create(
        community_id=scope.community_id, unit=unit, parent=parent, valid_from=from_day, recorded_at=now
    )


def _refuse_cycles(known: list[UnitPlacement], unit: Unit, parent: Unit | None, from_day: date) -> None:
    with everywhere(reason="a circle may run through units one does not see"):
        today = dict(Unit.objects.filter(community=unit.community_id).values_list("pk", "parent_id"))
    for day in {from_day, *(row.valid_from for row in known if row.valid_from > from_day)}:
        placed = {row.unit_id: row.parent_id for row in known if rules.holds_on(day, row.valid_from, row.valid_to)}
        # Units older than the record have no placements: they stand where they stand today.
        if rules.has_cycle(today | placed | {unit.pk: parent.pk if parent else None}):
            raise Refused(_("A unit cannot stand below itself. Choose a parent outside it."))


def _end_placement(row: UnitPlacement, last_day: date, now: datetime) -> None:
    """What was known stays known as it was: the open row is left behind and a closed copy takes its place."""
    UnitPlacement.objects.create(
        community_id=row.community_id, unit_id=row.unit_id, parent_id=row.parent_id, valid_from=row.valid_from,
        valid_to=last_day, recorded_at=now,
    )  # fmt: skip
    row.superseded_at = now
    row.save_changes("superseded_at")


@transaction.atomic
def bring_tree_up_to(community_id: int, today: date) -> int:
    """Give every unit the parent and path it has `today`; how many changed. For moves planned ahead, each midnight."""
    with everywhere(reason="the tree of one community, kept for everybody in it"):
        placed = UnitPlacement.objects.filter(community=community_id, superseded_at=None, valid_from__lte=today)
        placed = placed.filter(Q(valid_to=None) | Q(valid_to__gte=today))
        parents: dict[int, int | None] = dict(placed.values_list("unit_id", "parent_id"))
        units = {unit.pk: unit for unit in Unit.objects.filter(community=community_id)}
    for unit in units.values():
        parents.setdefault(unit.pk, unit.parent_id)
    changed = [unit for unit in units.values() if _replace(unit, units, parents)]
    Unit.objects.bulk_update(changed, ["parent", "path"], batch_size=500)
    if changed:
        leave_unit_scopes_behind(community_id)
    return len(changed)


def _replace(unit: Unit, units: Mapping[int, Unit], parents: Mapping[int, int | None]) -> bool:
    above: list[int] = []
    here: int | None = unit.pk
    while here is not None:
        above.append(here)
        here = parents[here]
    path = "/" + "".join(f"{pk}/" for pk in reversed(above))
    if (unit.path, unit.parent_id) == (path, parents[unit.pk]):
        return False
    parent = parents[unit.pk]
    unit.path, unit.parent = path, units[parent] if parent is not None else None
    return True


@transaction.atomic
def close_unit(scope: Scope, unit_uid: UUID, *, last_day: date, expected_version: int, now: datetime) -> Unit:
    """Set a unit's last day.

    Raises:
        NotAllowed: The actor may not change the tree.
        Refused: Units stand below it, or people work in it after that day.
        Stale: Somebody changed the unit first.
    """
    unit = Unit.objects.within(scope).locked(unit_uid, expected_version)
    scope.require("parties.manage_units", unit=unit.pk)
    below = Unit.objects.within(scope).filter(parent=unit).filter(Q(closed_on=None) | Q(closed_on__gt=last_day))
    if below.exists():
        raise Refused(_("Units stand below this one. Move or close them first."))
    with everywhere(reason="people one may not look up keep a unit open too"):
        at_work = Employment.objects.filter(unit=unit).filter(Q(ends_on=None) | Q(ends_on__gt=last_day))
        if at_work.exists():
            raise Refused(_("People still work in this unit after that day. Move them first."))
    unit.closed_on = last_day
    unit.save_changes("closed_on")
    record(UnitClosed(unit_uid=unit.uid, last_day=last_day), scope=scope, at=now, subject=unit)
    return unit
