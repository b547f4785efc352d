"""A table of another system's plans comes in: what is done again and again to which thing, and how often."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning.commands.checking import wrong_with
from samdrift.operations.planning.commands.writing import WRITE, PlanDraft, write_plans
from samdrift.operations.planning.models import MaintenancePlan
from samdrift.operations.planning.queries.table import OURS
from samdrift.operations.planning.rules import plain
from samdrift.operations.planning.rules.terms import Terms
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MAINTENANCE = "MNT"
WHOLE = ("every", "lead_days", "before_days", "after_days")
TEXTS = ("document", "competent_body", "skill", "holidays")
UNITS = {
    "days": ("days", "day", "dage", "dag", "dagar"), "weeks": ("weeks", "week", "uger", "uge", "veckor", "vecka"),
    "months": ("months", "month", "måneder", "måned", "månader", "månad"), "years": ("years", "year", "år"),
}  # fmt: skip


class PlansIntake:
    """A table of plans on its way in: a row is known by its system and number."""

    def __init__(self, scope: Scope, staged: Any, now: datetime) -> None:
        scope.require_somewhere(WRITE)
        self.scope, self.staged, self.now = scope, staged, now
        mapping = staged.mapping or {}
        options, self._defaults = mapping.get("options", {}), mapping.get("defaults", {})
        self.system = str(options.get("system") or "table")[:40]
        self._sites = {one.code.casefold(): one for one in estate.Site.objects.within(scope).select_related("unit")}
        self._lines = set(catalogue.catalogue_of(scope.community_id).lines)
        self._things: dict[tuple[int, str], estate.Asset] = {}

    def compare(self, rows: Sequence[Any], plan: Any) -> None:
        """Note what these rows would do."""
        self._new(rows, plan)

    def bring_in(self, rows: Sequence[Any], plan: Any) -> None:
        """Write the plans that are new, in the caller's transaction."""
        drafts = self._new(rows, plan)
        if drafts:
            write_plans(self.scope, drafts, now=self.now)

    def _new(self, rows: Sequence[Any], plan: Any) -> list[PlanDraft]:
        self._read_things(rows)
        found = [(row, draft) for row in rows if (draft := self._draft(row, plan)) is not None]
        with everywhere(reason="a row of a table comes in once, also where one does not see what it became"):
            uids = [draft.uid for _row, draft in found if draft.uid is not None]
            known = set(MaintenancePlan.objects.filter(uid__in=uids).values_list("uid", flat=True))
        for row, draft in found:
            if draft.uid in known:
                plan.leave()
            else:
                plan.add(row.number, str(row.values.get("number", "")), draft.name)
        return [draft for _row, draft in found if draft.uid not in known]

    def _read_things(self, rows: Sequence[Any]) -> None:
        numbers = {str(row.values.get("asset", "")) for row in rows} - {""}
        for one in estate.Asset.objects.within(self.scope).filter(number__in=numbers).order_by("-pk"):
            self._things[one.site_id, one.number.casefold()] = one

    def _draft(self, row: Any, plan: Any) -> PlanDraft | None:
        said = {**self._defaults, **{name: value for name, value in row.values.items() if value not in ("", None)}}
        if said.get("system") == OURS:
            self._look_at_ours(str(said.get("number", "")), row.number, plan)
            return None
        site = self._sites.get(str(said.get("site", "")).casefold())
        if site is None:
            plan.refuse("row_unknown_word", row.number, value=str(said.get("site", "")), column="site")
            return None
        thing = self._things.get((site.pk, str(said.get("asset", "")).casefold()))
        if said.get("asset") and thing is None:
            plan.refuse("row_unknown_thing", row.number, value=str(said["asset"]))
            return None
        if "secured" in (site.zone, thing.zone if thing else ""):
            plan.refuse("row_secured_place", row.number, value=site.code)
            return None
        line = str(said.get("line") or MAINTENANCE)
        contract = self._contract(line, site)
        if line not in self._lines or contract is None:
            plan.refuse("row_no_contract", row.number, value=line)
            return None
        terms = self._terms(said, row.number, plan)
        if terms is None:
            return None
        return PlanDraft(
            name=str(said["name"])[:160], line_code=line, terms=terms, site_id=site.pk,
            asset_id=thing.pk if thing else None, asset_kind=str(said.get("asset_kind", "")), contract_id=contract,
            uid=self._uid(str(said["number"])),
        )  # fmt: skip

    def _look_at_ours(self, number: str, line: int, plan: Any) -> None:
        """A row that was taken along from here stands already."""
        if MaintenancePlan.objects.within(self.scope).filter(number=number).exists():
            plan.leave()
        else:
            plan.refuse("row_not_ours", line, value=number)

    def _contract(self, line: str, site: estate.Site) -> int | None:
        within = self.staged.unit
        if within is not None and not site.unit.path.startswith(within.path):
            return None
        units = frozenset(int(part) for part in site.unit.path.strip("/").split("/") if part)
        day = parties.community_day(self.scope, self.now)
        found = contracts.contract_for(self.scope, line_code=line, units=units, day=day)
        where = {"contract": found.pk if found else None, "line": line, "site": site.pk, "unit": site.unit_id}
        return found.pk if found is not None and self.scope.allows(WRITE, **where) else None

    def _terms(self, said: Mapping[str, Any], line: int, plan: Any) -> Terms | None:
        first = said.get("first")
        if not isinstance(first, date):
            plan.refuse("row_lacks", line, column="first")
            return None
        values: dict[str, Any] = {name: int(said[name]) for name in WHOLE if isinstance(said.get(name), int)}
        values |= {name: str(said[name])[:120] for name in TEXTS if said.get(name)}
        word = str(said.get("unit", "months")).casefold()
        unit = next((unit for unit, words in UNITS.items() if word in words), "")
        if not unit:
            plan.refuse("row_unknown_word", line, value=word, column="unit")
            return None
        rule = str(said.get("rule", "")) or plain.rule_of(plain.Plain(values.get("every", 1), unit), first)
        cost = said.get("cost")
        terms = Terms(
            **values, anchor=first, rule=rule, unit=unit, until=said.get("until"),
            statutory=bool(said.get("document")), hours=Decimal(said.get("hours") or 0).quantize(Decimal("0.01")),
            cost_minor=int((cost * 100).quantize(Decimal(1), ROUND_HALF_UP)) if isinstance(cost, Decimal) else 0,
            tasks=tuple(task.strip()[:200] for task in str(said.get("tasks", "")).split("/") if task.strip())[:60],
        )  # fmt: skip
        for column in wrong_with(terms):
            plan.refuse("row_unknown_word", line, value=str(said.get(column, "")), column=column)
            return None
        return terms

    def _uid(self, number: str) -> UUID:
        """The same for the same row of the same system, however often it comes."""
        return uuid5(NAMESPACE_URL, f"{self.scope.community_id}\x1fplans\x1f{self.system}\x1f{number}")
