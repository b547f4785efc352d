"""Writing plans: a first version, a newer one from a day on, an end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import Happening, record, record_many
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold
from samdrift.operations.planning import events
from samdrift.operations.planning.commands import ahead
from samdrift.operations.planning.commands.checking import wrong_with
from samdrift.operations.planning.models import MaintenancePlan, PlanOccurrence, PlanVersion
from samdrift.operations.planning.queries.working import WorkingDays
from samdrift.operations.planning.rules import days, states
from samdrift.operations.planning.rules.terms import CALENDAR, Terms, terms_from
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

WRITE = "planning.write"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A plan to write: what it is about, who does it, and its terms.

    Attributes:
        site_id, space_id, asset_id: Where; a space or an asset says its site. With `asset_kind`, every asset of the
            class on the site.
        contract_id: Under which contract; None: the one that covers line and place.
        standard_id: The standard plan it follows.
        from_day: What came due before it is not written down; None: today.
    """

    name: str
    line_code: str
    terms: Terms
    site_id: int | None = None
    space_id: int | None = None
    asset_id: int | None = None
    asset_kind: str = ""
    team_id: int | None = None
    contract_id: int | None = None
    standard_id: int | None = None
    from_day: date | None = None
    uid: UUID | None = None


def write_plan(scope: Scope, draft: PlanDraft, *, now: datetime) -> MaintenancePlan:
    """Begin a plan, and write down what comes due of it within the next year.

    Raises:
        Invalid: A place, line, contract or term that is not there or cannot be; it says which.
        NotAllowed: The actor may not write plans there.
    """
    return write_plans(scope, [draft], now=now)[0]


@transaction.atomic
def write_plans(scope: Scope, drafts: Sequence[PlanDraft], *, now: datetime) -> list[MaintenancePlan]:
    """Begin many plans, as `write_plan` says of one; the first that cannot be refuses all."""
    today = parties.community_day(scope, now)
    places = _Places(scope, drafts, today)
    plans = [places.plan(draft, now) for draft in drafts]
    for plan in plans:
        scope.require(WRITE, **ahead.where(plan))
    _number(scope, plans, today.year)
    insert_rows(plans)
    versions = [
        new_row(
            PlanVersion,
            uid=uuid7(), community_id=plan.community_id, data_class=plan.data_class, plan=plan, number=1,
            valid_from=draft.terms.anchor, terms=draft.terms.as_kept(), recorded_at=now,
            recorded_by_id=scope.person_id,
        )
        for plan, draft in zip(plans, drafts, strict=True)
    ]  # fmt: skip
    insert_rows(versions)
    by_plan = {version.plan_id: [version] for version in versions}
    working, until = WorkingDays(now), today + states.KEPT_AHEAD
    for plan, draft in zip(plans, drafts, strict=True):
        plan.planned_until = (draft.from_day or today) - timedelta(days=1)
    for start in range(0, len(plans), 1000):
        ahead.write_ahead(plans[start : start + 1000], until, today=today, working=working, versions=by_plan)
    told = (
        events.PlanWritten(plan_id=plan.uid, line=plan.line_code, number=1, from_day=version.valid_from)
        for plan, version in zip(plans, versions, strict=True)
    )
    record_many((Happening(event=e, at=now, subject=p) for e, p in zip(told, plans, strict=True)), scope=scope)
    return plans


def _number(scope: Scope, plans: Sequence[MaintenancePlan], year: int) -> None:
    """Running numbers; random ones where a gap would tell of a secured place."""
    shown = [plan for plan in plans if plan.data_class == "D1"]
    last = requests.take_numbers(scope.community_id, year, len(shown), kind="plan") if shown else 0
    for number, plan in enumerate(shown, start=last - len(shown) + 1):
        plan.number = f"PL-{year}-{number:05d}"
    for plan in plans:
        if plan.data_class != "D1":
            random = requests.next_number(scope.community_id, year, plan.data_class, kind="plan")
            plan.number = f"PL-{year}-{random.rpartition('-')[2]}"


class _Places:
    """The places, lines and contracts drafts speak of, read together through the actor's gate."""

    def __init__(self, scope: Scope, drafts: Sequence[PlanDraft], today: date) -> None:
        self.scope, self.today = scope, today
        assets = {draft.asset_id for draft in drafts} - {None}
        self.assets = estate.Asset.objects.within(scope).in_bulk(list(assets))
        spaces = {draft.space_id for draft in drafts} | {one.space_id for one in self.assets.values()}
        self.spaces = estate.Space.objects.within(scope).in_bulk(list(spaces - {None}))
        sites = {draft.site_id for draft in drafts} | {one.site_id for one in self.assets.values()}
        sites |= {one.site_id for one in self.spaces.values()}
        self.sites = estate.Site.objects.within(scope).select_related("unit").in_bulk(list(sites - {None}))
        self.lines = catalogue.catalogue_of(scope.community_id).lines
        self.teams = set(parties.teams(scope).values_list("pk", flat=True))
        self.contracts = set(contracts.contracts_of(scope).values_list("pk", flat=True))

    def plan(self, draft: PlanDraft, now: datetime) -> MaintenancePlan:
        """The row of a draft."""
        asset = self._of(self.assets, draft.asset_id, "asset")
        space = self._of(self.spaces, draft.space_id or (asset.space_id if asset else None), "space")
        site_id = draft.site_id or (asset.site_id if asset else space.site_id if space else None)
        site = self._of(self.sites, site_id, "site")
        wrong = wrong_with(draft.terms)
        if site is None:
            wrong["site"] = _("Choose where it is done.")
        if not draft.name.strip():
            wrong["name"] = _("Write what is done.")
        if draft.line_code not in self.lines:
            wrong["line"] = _("There is no such service line.")
        if draft.team_id is not None and draft.team_id not in self.teams:
            wrong["team"] = _("There is no such team.")
        if wrong or site is None:
            raise Invalid(wrong)
        if any(row is not None and row.site_id != site.pk for row in (asset, space)):
            raise Invalid({"site": _("The room or the thing is not at this site.")})
        secured = any(row is not None and row.zone == "secured" for row in (asset, space, site))
        return new_row(
            MaintenancePlan,
            uid=draft.uid or uuid7(), community_id=self.scope.community_id, data_class="D8" if secured else "D1",
            name=draft.name.strip()[:160], contract_id=self._contract(draft, site), site_id=site.pk,
            unit_id=site.unit_id, line_code=draft.line_code, space_id=space.pk if space else None,
            asset_id=asset.pk if asset else None, asset_kind="" if asset else draft.asset_kind,
            standard_id=draft.standard_id, team_id=draft.team_id, trigger=draft.terms.trigger,
            statutory=draft.terms.statutory, search_text=fold(draft.name)[:240], created_at=now,
        )  # fmt: skip

    def _of(self, rows: dict[int, Row], pk: int | None, name: str) -> Row | None:
        if pk is not None and pk not in rows:
            raise Invalid({name: _("There is no such place.")})
        return rows.get(pk) if pk is not None else None

    def _contract(self, draft: PlanDraft, site: estate.Site) -> int:
        if draft.contract_id is not None:
            if draft.contract_id not in self.contracts:
                raise Invalid({"contract": _("There is no such contract.")})
            return draft.contract_id
        units = frozenset(int(part) for part in site.unit.path.strip("/").split("/") if part)
        day = max(self.today, draft.terms.anchor)
        found = contracts.contract_for(self.scope, line_code=draft.line_code, units=units, day=day)
        found = found or contracts.contract_for(self.scope, line_code=draft.line_code, units=units, day=self.today)
        if found is None:
            raise Invalid({"line": _("No contract covers this service there.")})
        return found.pk


@transaction.atomic
def change_plan(
    scope: Scope, uid: UUID, terms: Terms, *, valid_from: date, expected_version: int | None, now: datetime,
    name: str = "", team_id: int | None = None,
) -> MaintenancePlan:  # fmt: skip
    """Let other terms hold from a day on; what was given out or done before stays what it is.

    Where the days of old and new would meet badly, days are put in or left out, so that nothing waits longer than
    either version lets it and nothing comes twice (`rules.days.seam`).

    Raises:
        DoesNotExist: No such plan within the scope.
        Invalid: A term cannot be.
        NotAllowed, Stale: As rule 3 orders them.
        Refused: It has ended, or the day is no later than that of the version before.
    """
    plan = MaintenancePlan.objects.within(scope).locked(uid, expected_version)
    scope.require(WRITE, **ahead.where(plan))
    today = parties.community_day(scope, now)
    wrong = wrong_with(terms)
    if team_id is not None and not parties.teams(scope).filter(pk=team_id).exists():
        wrong["team"] = _("There is no such team.")
    if wrong:
        raise Invalid(wrong)
    if plan.ended_on is not None and plan.ended_on < valid_from:
        raise Refused(_("This plan has ended."))
    last = PlanVersion.objects.within(scope).filter(plan=plan).order_by("-number").first()
    assert last is not None
    if valid_from < last.valid_from or (valid_from == last.valid_from and last.number > 1):
        raise Refused(_("A version already holds from %(day)s.") % {"day": last.valid_from})
    if valid_from < today:
        raise Refused(_("What is past stays as it was: let the change hold from today or later."))
    version = PlanVersion.objects.create(
        community_id=plan.community_id, data_class=plan.data_class, plan=plan, number=last.number + 1,
        valid_from=valid_from, terms=joined(plan, terms, valid_from).as_kept(), recorded_at=now,
        recorded_by_id=scope.person_id,
    )  # fmt: skip
    plan.trigger, plan.statutory, plan.team_id = terms.trigger, terms.statutory, team_id
    plan.name = name.strip()[:160] or plan.name
    plan.search_text = fold(plan.name)[:240]
    plan.save_changes("trigger", "statutory", "team", "name", "search_text")
    ahead.write_anew(plan, valid_from, today=today, working=WorkingDays(now))
    event = events.PlanWritten(plan_id=plan.uid, line=plan.line_code, number=version.number, from_day=valid_from)
    record(event, scope=scope, at=now, subject=plan)
    return plan


def joined(plan: MaintenancePlan, terms: Terms, valid_from: date) -> Terms:
    """The terms with days put in or left out where they meet the version before badly (`rules.days.seam`)."""
    with everywhere(reason="the last day of the version before, of a plan the actor may write"):
        before = PlanOccurrence.objects.filter(plan=plan, nominal_on__lt=valid_from).order_by("-nominal_on").first()
    if before is None or terms.trigger != CALENDAR:
        return terms
    found = days.seam(before.nominal_on, terms, valid_from)
    return replace(terms, added=(*terms.added, *found.added), removed=(*terms.removed, *found.removed))


@transaction.atomic
def end_plan(scope: Scope, uid: UUID, *, on_day: date, expected_version: int | None, now: datetime) -> MaintenancePlan:
    """Let nothing come due any more after a day; what was given out goes on.

    Raises:
        DoesNotExist, NotAllowed, Stale: As rule 3 orders them.
        Refused: It has ended already, or the day is past.
    """
    plan = MaintenancePlan.objects.within(scope).locked(uid, expected_version)
    scope.require(WRITE, **ahead.where(plan))
    if plan.ended_on is not None:
        raise Refused(_("This plan has ended."))
    if on_day < parties.community_day(scope, now) - timedelta(days=1):
        raise Refused(_("The day is past: a plan ends today or later."))
    plan.ended_on = on_day
    plan.save_changes("ended_on")
    with everywhere(reason="what would have come due of a plan the actor may end"):
        PlanOccurrence.objects.filter(plan=plan, nominal_on__gt=on_day, state__in=states.AHEAD).delete()
    event = events.PlanEnded(plan_id=plan.uid, line=plan.line_code, on_day=on_day)
    record(event, scope=scope, at=now, subject=plan)
    return plan


def terms_now(scope: Scope, plan: MaintenancePlan, day: date) -> Terms:
    """The terms that hold on a day."""
    versions = list(PlanVersion.objects.within(scope).filter(plan=plan).order_by("number"))
    return ahead.terms_in_force(versions, day) if versions else terms_from({})
