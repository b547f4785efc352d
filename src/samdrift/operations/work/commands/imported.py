"""A log of work done earlier comes in: what was done to which thing, when, and what it cost.

The work stands as closed orders without a request, without clocks and without anybody of ours: the log names none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.work import rules
from samdrift.operations.work.commands import history
from samdrift.operations.work.models import WorkOrder
from samdrift.operations.work.queries.table import OURS
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

SOURCE = "work.table"
CORRECTIVE, MAINTENANCE = "corrective", "MNT"
Done = tuple[UUID, int, str, str, history.PastOrder]


class WorkIntake:
    """A log on its way in: a row without a number is known by all it says, and by which of its like it is."""

    def __init__(self, scope: Scope, staged: Any, now: datetime) -> None:
        scope.require_somewhere("work.import")
        self.scope, self.staged, self.now = scope, staged, now
        mapping = staged.mapping or {}
        options, self._defaults = mapping.get("options", {}), mapping.get("defaults", {})
        self.system = str(options.get("system") or "table")[:40]
        self._values = {
            name: {str(word).casefold(): meaning for word, meaning in words.items()}
            for name, words in mapping.get("values", {}).items()
        }
        self._things = _things(scope)
        self._units = {unit.pk: unit for unit in parties.Unit.objects.within(scope)}
        self._lines = set(catalogue.catalogue_of(scope.community_id).lines)
        self._contracts: dict[Any, int | None] = {}
        self._alike = Counter[str]()

    def compare(self, rows: Sequence[Any], plan: Any) -> None:
        """Note what these rows would do."""
        self._new(rows, plan)

    def bring_in(self, rows: Sequence[Any], plan: Any) -> None:
        """Write what is new, in the caller's transaction."""
        history.import_orders(self.scope, [past for *_told, past in self._new(rows, plan)])

    def _new(self, rows: Sequence[Any], plan: Any) -> list[Done]:
        ours = [row for row in rows if str(row.values.get("system", "")) == OURS]
        self._look_at_ours(ours, plan)
        own = {row.number for row in ours}
        found = [done for row in rows if row.number not in own and (done := self._done(row, plan)) is not None]
        with everywhere(reason="a row of a log comes in once, also where one does not see what it became"):
            uids = [uid for uid, *_rest in found]
            orders = WorkOrder.objects.filter(community=self.scope.community_id, source_kind=SOURCE)
            known = set(orders.filter(source_uid__in=uids).values_list("source_uid", flat=True))
        for uid, line, number, title, _past in found:
            if uid in known:
                plan.leave()
            else:
                plan.add(line, number, title)
        return [one for one in found if one[0] not in known]

    def _look_at_ours(self, rows: Sequence[Any], plan: Any) -> None:
        """Rows that were taken along from here stand already."""
        numbers = [str(row.values.get("number", "")) for row in rows]
        known = set(WorkOrder.objects.within(self.scope).filter(number__in=numbers).values_list("number", flat=True))
        for row, number in zip(rows, numbers, strict=True):
            if number in known:
                plan.leave()
            else:
                plan.refuse("row_not_ours", row.number, value=number)

    def _done(self, row: Any, plan: Any) -> Done | None:
        said = {**self._defaults, **{name: value for name, value in row.values.items() if value not in ("", None)}}
        thing, kind = self._thing(said, row.number, plan), self._kind(said, row.number, plan)
        if thing is None or not kind:
            return None
        day = said.get("done_at")
        if not isinstance(day, datetime):
            plan.refuse("row_lacks", row.number, column="done_at")
            return None
        zone = ZoneInfo(thing.site.timezone)
        at = day if day.tzinfo else day.replace(tzinfo=zone)
        if at > self.now:
            plan.refuse("row_in_the_future", row.number)
            return None
        line_code = str(said.get("line") or MAINTENANCE)
        unit = self._units.get(thing.site.unit_id)
        contract = self._contract(line_code, unit, at.astimezone(zone)) if unit else None
        if line_code not in self._lines or contract is None:
            plan.refuse("row_no_contract", row.number, value=line_code)
            return None
        uid = self._uid(said, thing, at)
        number = str(said.get("number") or f"{thing.number} {at.astimezone(zone).date().isoformat()}")
        past = self._order(said, row.rest, thing, (kind, line_code, contract), at, uid)
        return uid, row.number, number, str(said["title"]), past

    def _thing(self, said: Mapping[str, Any], line: int, plan: Any) -> estate.Asset | None:
        word, site = str(said["asset"]), str(said.get("site", ""))
        site = self._values.get("site", {}).get(site.casefold(), site)
        found = [
            one for one in self._things.get(word.casefold(), ())
            if not site or one.site.code.casefold() == site.casefold()
        ]  # fmt: skip
        if len(found) != 1:
            plan.refuse("row_unknown_thing", line, value=word)
            return None
        unit, within = self._units.get(found[0].site.unit_id), self.staged.unit
        reached = unit is not None and (within is None or unit.path.startswith(within.path))
        if not reached or not self.scope.allows("work.import", site=found[0].site_id, unit=found[0].site.unit_id):
            plan.refuse("row_beyond_reach", line, value=word)
            return None
        if "secured" in (found[0].zone, found[0].site.zone):
            plan.refuse("row_secured_place", line, value=word)
            return None
        return found[0]

    def _kind(self, said: Mapping[str, Any], line: int, plan: Any) -> str:
        word = str(said.get("kind", ""))
        kind = self._values.get("kind", {}).get(word.casefold(), word.casefold()) if word else CORRECTIVE
        if kind in rules.KINDS:
            return kind
        plan.wonder("kind", word)
        plan.refuse("row_unknown_word", line, value=word, column="kind")
        return ""

    def _contract(self, line_code: str, unit: parties.Unit, at: datetime) -> int | None:
        """The contract of the day it was done; for what is older than all contracts, the one of today."""
        above = frozenset(int(step) for step in unit.path.split("/") if step)
        for day in (at.date(), self.now.astimezone(at.tzinfo).date()):
            key = (line_code, above, day)
            if key not in self._contracts:
                found = contracts.contract_for(self.scope, line_code=line_code, units=above, day=day)
                self._contracts[key] = found.pk if found else None
            if self._contracts[key] is not None:
                return self._contracts[key]
        return None

    def _uid(self, said: Mapping[str, Any], thing: estate.Asset, at: datetime) -> UUID:
        """The same for the same row of the same system, however often it comes."""
        told = [str(said.get(name, "")) for name in ("title", "kind", "cost", "minutes")]
        own = str(said.get("number", ""))
        key = "\x1f".join([self.system, own] if own else [self.system, str(thing.uid), at.isoformat(), *told])
        self._alike[key] += 1
        again = "" if own else str(self._alike[key])
        return uuid5(NAMESPACE_URL, f"{self.scope.community_id}\x1f{key}\x1f{again}")

    def _order(
        self, said: Mapping[str, Any], rest: Mapping[str, str], thing: estate.Asset, terms: tuple[str, str, int],
        at: datetime, uid: UUID,
    ) -> history.PastOrder:  # fmt: skip
        kind, line_code, contract_id = terms
        title = " ".join(str(said["title"]).split())
        told = {"": title if len(title) > 160 else "", self.system: str(said.get("number", "")), **rest}
        if said.get("kind") and str(said["kind"]) != kind:
            told["kind"] = str(said["kind"])
        values: dict[str, Any] = {
            "community_id": self.scope.community_id, "data_class": "D1", "number": f"H-{uid.hex[:12].upper()}",
            "kind": kind, "contract_id": contract_id, "site_id": thing.site_id, "space_id": thing.space_id,
            "asset_id": thing.pk, "unit_id": thing.site.unit_id, "line_code": line_code, "title": title[:160],
            "state": "closed", "done_at": at, "created_at": at, "changed_at": at, "source_kind": SOURCE,
            "source_uid": uid, "note": "\n".join(": ".join(filter(None, pair)) for pair in told.items() if pair[1]),
        }  # fmt: skip
        return history.PastOrder(None, values, _lines(said, at, uid))


def _lines(said: Mapping[str, Any], at: datetime, uid: UUID) -> list[dict[str, Any]]:
    """What was spent, as far as the log says; a cost of nothing is a cost that was told, no cost is none."""
    about: dict[str, Any] = {"worked_on": at.date(), "written_at": at}
    lines: list[dict[str, Any]] = []
    if isinstance(minutes := said.get("minutes"), int) and minutes > 0:
        lines.append({"uid": uuid5(uid, "time"), "kind": "time", "minutes": minutes, **about})
    if isinstance(cost := said.get("cost"), Decimal):
        minor = int((cost * 100).quantize(Decimal(1), ROUND_HALF_UP))
        lines.append({
            "uid": uuid5(uid, "cost"), "kind": "material", "quantity": Decimal(1), "unit_code": "pcs",
            "cost_minor": minor, **about,
        })  # fmt: skip
    return lines


def _things(scope: Scope) -> dict[str, list[estate.Asset]]:
    """The things of the register by their numbers, which two sites may use alike."""
    found: dict[str, list[estate.Asset]] = {}
    for one in estate.Asset.objects.within(scope).exclude(state="removed").select_related("site").order_by("pk"):
        found.setdefault(one.number.casefold(), []).append(one)
    return found
