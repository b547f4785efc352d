"""Making orders nobody asked for: out of a plan, or because somebody who plans decided so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import Happening, record_many
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands import promising
from samdrift.operations.work.models import ChecklistVersion, WorkOrder
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

SECURED = "secured"
LONGEST_MINUTES = 60 * 24 * 31


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWork:
    """An order to be made, with all it inherits from what it is made out of.

    Attributes:
        kind: One of `rules.KINDS`: planned, statutory, corrective, extra …
        planned_from, planned_to: The window it is to be done in; `due_at` is its end unless said otherwise.
        ready_at: When it becomes ready, its window less the lead time; None: at once.
        team_id, assignee_id: Whom it goes to as soon as it is ready; neither: somebody dispatches it.
        evidence: What closing demands: photo, scan, reading, signature, certificate. Statutory work always demands
            its certificate.
        permit_kind: The permit starting demands, such as hot_work; "" for none.
        checklist: The code of a checklist; the order keeps today's version of it.
        source_kind, source_uid: What it is made out of; the same source gives the same order, however often it asks.
    """

    contract_id: int
    line_code: str
    title: str
    kind: str = "planned"
    site_id: int | None = None
    space_id: int | None = None
    asset_id: int | None = None
    priority: int = 4
    planned_from: datetime | None = None
    planned_to: datetime | None = None
    due_at: datetime | None = None
    ready_at: datetime | None = None
    awaits_material: bool = False
    team_id: int | None = None
    assignee_id: int | None = None
    evidence: Sequence[str] = ()
    skills: Sequence[str] = ()
    permit_kind: str = ""
    checklist: str = ""
    instructions: str = ""
    estimated_minutes: int | None = None
    source_kind: str = ""
    source_uid: UUID | None = None
    follow_up_of_id: int | None = None
    uid: UUID | None = None


@transaction.atomic
def plan_order(scope: Scope, wanted: PlannedWork, *, now: datetime) -> WorkOrder:
    """Make one order, as somebody who plans; the same uid or source gives the order that stands already.

    Raises:
        Invalid: A place, checklist, contract or value that is not there or cannot be; it says which.
        NotAllowed: The actor may not plan work there.
        Refused: The site is not live yet or no more (invariant 3).
    """
    places = Places(scope, [wanted])
    site = places.site_of(wanted)
    scope.require(
        "work.plan", contract=wanted.contract_id, line=wanted.line_code, site=site.pk if site else None,
        unit=site.unit_id if site else None, data_class=places.data_class(wanted),
    )  # fmt: skip
    return _make(scope, [wanted], places, now)[0]


@transaction.atomic
def make_orders(scope: Scope, wanted: Sequence[PlannedWork], *, now: datetime) -> list[WorkOrder]:
    """Make many orders for a room that has asked for permission itself, in as many statements as for one.

    Gives an order for each wanted one and in their order; what was made before, by uid or source, is given again.

    Raises:
        Invalid, Refused: As `plan_order` says, for the first that cannot be made; then none is.
    """
    return _make(scope, wanted, Places(scope, wanted), now)


Row = TypeVar("Row")


class Places:
    """The sites, spaces, assets, contracts and checklists that are spoken of, read together."""

    def __init__(self, scope: Scope, wanted: Iterable[PlannedWork]) -> None:
        wanted = list(wanted)
        of: dict[str, Any] = {"community": scope.community_id}
        with everywhere(reason="places of work that is planned; the community is asked for here"):
            self.assets = estate.Asset.objects.filter(**of).in_bulk({w.asset_id for w in wanted if w.asset_id})
            spaces = {w.space_id for w in wanted if w.space_id} | {a.space_id for a in self.assets.values()}
            self.spaces = estate.Space.objects.filter(**of).in_bulk(spaces - {None})
            sites = {w.site_id for w in wanted} | {row.site_id for row in self.assets.values()}
            sites |= {row.site_id for row in self.spaces.values()}
            self.sites = estate.Site.objects.filter(**of).in_bulk(sites - {None})
            found = contracts.Contract.objects.filter(**of, pk__in={w.contract_id for w in wanted})
            self.contracts = set(found.values_list("pk", flat=True))
            teams = parties.Team.objects.filter(community=scope.community_id)
            self.teams = set(teams.filter(pk__in={w.team_id for w in wanted}).values_list("pk", flat=True))
            current = ChecklistVersion.objects.filter(
                **of, code__in={w.checklist for w in wanted if w.checklist}, retired_at__isnull=True
            )
            self.checklists = {row.code: row for row in current.order_by("number")}

    def asset_of(self, wanted: PlannedWork) -> estate.Asset | None:
        return self._one(self.assets, wanted.asset_id)

    def space_of(self, wanted: PlannedWork) -> estate.Space | None:
        asset = self.asset_of(wanted)
        return self._one(self.spaces, wanted.space_id or (asset.space_id if asset else None))

    def site_of(self, wanted: PlannedWork) -> estate.Site | None:
        asset, space = self.asset_of(wanted), self.space_of(wanted)
        inner = {row.site_id for row in (asset, space) if row is not None}
        if len(inner | ({wanted.site_id} - {None})) > 1:
            raise Invalid({"place": _("The room or the thing is not at this site.")})
        return self._one(self.sites, wanted.site_id or next(iter(inner), None))

    def data_class(self, wanted: PlannedWork) -> str:
        """Work in a restricted zone is of the class of the zone: only who is cleared sees it and may do it."""
        rows = (self.site_of(wanted), self.space_of(wanted), self.asset_of(wanted))
        return "D8" if any(row is not None and row.zone == SECURED for row in rows) else "D1"

    def _one(self, rows: dict[int, Row], pk: int | None) -> Row | None:
        if pk is None:
            return None
        if pk not in rows:
            raise Invalid({"place": _("There is no such place.")})
        return rows[pk]


def _make(scope: Scope, wanted: Sequence[PlannedWork], places: Places, now: datetime) -> list[WorkOrder]:
    there = _there_already(scope, wanted)
    fresh: dict[int, WorkOrder] = {}
    for index, one in enumerate(wanted):
        if _same_as(there, one) is None:
            fresh[index] = row_of(scope, one, places, now)
            there.update(dict.fromkeys(_keys(one), fresh[index]))
    number_orders(scope, list(fresh.values()), now)
    promising.promise(scope, list(fresh.values()), now)
    insert_rows(list(fresh.values()))
    record_many((told for order in fresh.values() for told in _told(order, now)), scope=scope)
    found = [_same_as(there, one) or fresh[index] for index, one in enumerate(wanted)]
    return [order for order in found if order is not None]


def _keys(one: PlannedWork) -> list[tuple[str, UUID]]:
    keys = [("uid", one.uid), (f"source {one.source_kind}", one.source_uid)]
    return [(kind, uid) for kind, uid in keys if uid is not None]


def _same_as(there: dict[tuple[str, UUID], WorkOrder], one: PlannedWork) -> WorkOrder | None:
    return next((there[key] for key in _keys(one) if key in there), None)


def _there_already(scope: Scope, wanted: Iterable[PlannedWork]) -> dict[tuple[str, UUID], WorkOrder]:
    uids = [one.uid for one in wanted if one.uid]
    sources = [one.source_uid for one in wanted if one.source_uid]
    if not uids and not sources:
        return {}
    with everywhere(reason="whether an order stands already for a uid or a source"):
        rows = WorkOrder.objects.filter(Q(uid__in=uids) | Q(source_uid__in=sources), community=scope.community_id)
        found: dict[tuple[str, UUID], WorkOrder] = {}
        for row in rows:
            found["uid", row.uid] = row
            if row.source_uid is not None:
                found[f"source {row.source_kind}", row.source_uid] = row
    return found


def row_of(scope: Scope, one: PlannedWork, places: Places, now: datetime) -> WorkOrder:
    """The unsaved order for planned work, without its number.

    Raises:
        Invalid, Refused: It cannot be made; it says why.
    """
    _check(one, places)
    site, space = places.site_of(one), places.space_of(one)
    if site is not None and not rules.may_work_at(site.state, one.kind):
        raise Refused(_("The site is not in service: no work is done there before it opens or after it closes."))
    state = rules.first_state(
        ready_at=one.ready_at, awaits_material=one.awaits_material, given=bool(one.team_id or one.assignee_id), now=now
    )
    values: dict[str, Any] = {"uid": one.uid} if one.uid else {}
    return new_row(
        WorkOrder,
        **values, community_id=scope.community_id, data_class=places.data_class(one), kind=one.kind,
        contract_id=one.contract_id, site=site, space=space, asset_id=one.asset_id,
        unit_id=site.unit_id if site else None, line_code=one.line_code, title=one.title[:160], priority=one.priority,
        team_id=one.team_id, assignee_id=one.assignee_id, state=state, is_open=True,
        due_at=one.due_at or one.planned_to, planned_from=one.planned_from, planned_to=one.planned_to,
        ready_at=one.ready_at, awaits_material=one.awaits_material, evidence=rules.demanded(one.kind, one.evidence),
        skills=list(one.skills), permit_kind=one.permit_kind, checklist=places.checklists.get(one.checklist),
        instructions=one.instructions, estimated_minutes=one.estimated_minutes, source_kind=one.source_kind,
        source_uid=one.source_uid, follow_up_of_id=one.follow_up_of_id, created_at=now, changed_at=now,
    )  # fmt: skip


def _check(one: PlannedWork, places: Places) -> None:
    minutes, window = one.estimated_minutes, (one.planned_from, one.planned_to)
    checks = (
        ("contract", one.contract_id in places.contracts, _("There is no such contract.")),
        ("title", bool(one.title.strip()), _("Write what is to be done.")),
        ("kind", one.kind in rules.KINDS, _("Choose a kind of work.")),
        (
            "kind", one.kind != "extra" or one.source_kind == "work.quote",
            _("Extra work begins with a quote somebody approves."),
        ),
        ("checklist", one.checklist in ("", *places.checklists), _("There is no such checklist.")),
        ("team", one.team_id in (None, *places.teams), _("There is no such team.")),
        ("priority", 1 <= one.priority <= 5, _("A priority is between 1 and 5.")),
        (
            "evidence", set(one.evidence) <= set(rules.PROOFS),
            _("Closing can demand a photo, a scan, a reading, a signature or a certificate."),
        ),
        (
            "estimated_minutes", minutes is None or 1 <= minutes <= LONGEST_MINUTES,
            _("Work takes between 1 minute and 31 days."),
        ),
        ("planned_to", rules.is_window(*window), _("The window ends before it begins.")),
    )  # fmt: skip
    wrong = {field: sentence for field, right, sentence in checks if not right}
    if wrong:
        raise Invalid(wrong)


def number_orders(scope: Scope, orders: Sequence[WorkOrder], now: datetime) -> None:
    """Give numbers in running order; where a gap would tell something, random ones."""
    open_ones = [order for order in orders if order.data_class == "D1"]
    year = parties.community_day(scope, now).year if orders else now.year
    last = requests.take_numbers(scope.community_id, year, len(open_ones), kind="order") if open_ones else 0
    code = parties.Community.objects.values_list("code", flat=True).get(pk=scope.community_id) if orders else ""
    for place, order in enumerate(open_ones, start=last - len(open_ones) + 1):
        order.number = rules.order_number(code, year, f"{place:07d}")
    for order in orders:
        if order.data_class != "D1":
            random = requests.next_number(scope.community_id, year, order.data_class, kind="order")
            order.number = rules.order_number(code, year, random.rpartition("-")[2])


def _told(order: WorkOrder, now: datetime) -> list[Happening]:
    of: dict[str, Any] = {"work_order_id": order.uid, "line": order.line_code}
    told = [Happening(event=events.OrderCreated(**of), at=now, subject=order)]
    if order.state == "dispatched":
        given = events.OrderDispatched(**of, team_id=order.team_id, assignee_id=order.assignee_id)
        told.append(Happening(event=given, at=now, subject=order))
    return told
