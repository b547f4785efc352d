"""Standard plans: what is done to every asset of a class, wherever it stands, models imported later included."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import uuid7
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning import events
from samdrift.operations.planning.commands.checking import wrong_with
from samdrift.operations.planning.commands.writing import WRITE, PlanDraft, write_plans
from samdrift.operations.planning.models import MaintenancePlan, StandardPlan
from samdrift.operations.planning.rules.terms import Terms, terms_from
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

EACH = ("asset", "site")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardDraft:
    """A standard plan to write.

    Attributes:
        each: asset: a plan for each asset of the class; site: one plan for all of a site, ticked one by one.
        from_day: What came due before it is not written down; None: today.
    """

    code: str
    name: str
    asset_kind: str
    line_code: str
    contract_id: int
    terms: Terms
    each: str = "asset"
    from_day: date | None = None
    uid: UUID | None = None


@transaction.atomic
def write_standard(scope: Scope, draft: StandardDraft, *, now: datetime) -> StandardPlan:
    """Write a standard plan, and give every asset of its class within the actor's reach its plan.

    Raises:
        Invalid: A value is missing or cannot be.
        NotAllowed: The actor may not write plans under the contract.
        Refused: The code is taken.
    """
    scope.require(WRITE, contract=draft.contract_id, line=draft.line_code)
    wrong = wrong_with(draft.terms)
    if not draft.code.strip() or len(draft.code) > 24:
        wrong["code"] = _("Give it a short code.")
    if not draft.name.strip():
        wrong["name"] = _("Write what is done.")
    if not draft.asset_kind:
        wrong["asset_kind"] = _("Choose a class of assets.")
    if draft.each not in EACH:
        wrong["each"] = _("Choose a plan for each asset or one for the site.")
    if draft.line_code not in catalogue.catalogue_of(scope.community_id).lines:
        wrong["line"] = _("There is no such service line.")
    if draft.contract_id not in {one.pk for one in contracts.contracts_of(scope)}:
        wrong["contract"] = _("There is no such contract.")
    if wrong:
        raise Invalid(wrong)
    with everywhere(reason="whether the code is taken in the community, whoever sees it"):
        if StandardPlan.objects.filter(community=scope.community_id, code=draft.code.strip()).exists():
            raise Refused(_("There is already a standard plan with the code %(code)s.") % {"code": draft.code})
    standard = StandardPlan.objects.create(
        uid=draft.uid or uuid7(), community_id=scope.community_id, code=draft.code.strip(),
        name=draft.name.strip()[:160],
        asset_kind=draft.asset_kind, line_code=draft.line_code, contract_id=draft.contract_id, each=draft.each,
        terms=draft.terms.as_kept(), created_at=now,
    )  # fmt: skip
    event = events.StandardWritten(standard_uid=standard.uid, code=standard.code)
    record(event, scope=scope, at=now, subject=standard)
    apply_standards(scope, [standard], now=now, from_day=draft.from_day)
    return standard


@transaction.atomic
def apply_standards(
    scope: Scope, standards: Iterable[StandardPlan] | None = None, *, now: datetime, site_id: int | None = None,
    from_day: date | None = None,
) -> int:  # fmt: skip
    """Give what has no plan of a standard one, on all sites within reach or on one; how many. Safe to repeat."""
    today = parties.community_day(scope, now)
    if standards is None:
        rows = StandardPlan.objects.within_permission(scope, WRITE)
        standards = [one for one in rows.order_by("pk") if one.ended_on is None or one.ended_on > today]
    drafts: list[PlanDraft] = []
    for standard in standards:
        drafts += _missing(scope, standard, site_id, from_day)
    return len(write_plans(scope, drafts, now=now)) if drafts else 0


def _missing(scope: Scope, standard: StandardPlan, site_id: int | None, from_day: date | None) -> list[PlanDraft]:
    assets = estate.Asset.objects.within(scope).filter(kind=standard.asset_kind).exclude(state="disposed")
    if site_id is not None:
        assets = assets.filter(site=site_id)
    with everywhere(reason="which assets and sites have their plan of a standard already"):
        have = MaintenancePlan.objects.filter(standard=standard)
        planned, sites = set(have.values_list("asset_id", flat=True)), set(have.values_list("site_id", flat=True))
    terms = terms_from(standard.terms)
    common: dict[str, Any] = {
        "line_code": standard.line_code, "terms": terms, "standard_id": standard.pk,
        "contract_id": standard.contract_id, "from_day": from_day,
    }  # fmt: skip
    if standard.each == "site":
        found = assets.exclude(site__in=sites).order_by("site_id").values_list("site_id", "site__uid").distinct()
        common |= {"name": standard.name, "asset_kind": standard.asset_kind}
        return [PlanDraft(**common, site_id=pk, uid=uuid5(standard.uid, str(uid))) for pk, uid in found]
    return [
        PlanDraft(
            **common, name=f"{standard.name}: {number}"[:160], asset_id=pk, uid=uuid5(standard.uid, str(uid))
        )
        for pk, uid, number in assets.order_by("pk").values_list("pk", "uid", "number") if pk not in planned
    ]  # fmt: skip


@transaction.atomic
def end_standard(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> StandardPlan:
    """Let a standard plan make no new plans; those there are go on.

    Raises:
        DoesNotExist, NotAllowed, Stale: As rule 3 orders them.
        Refused: It has ended.
    """
    standard = StandardPlan.objects.within(scope).locked(uid, expected_version)
    scope.require(WRITE, contract=standard.contract_id, line=standard.line_code)
    if standard.ended_on is not None:
        raise Refused(_("This standard plan has ended."))
    standard.ended_on = parties.community_day(scope, now)
    standard.save_changes("ended_on")
    event = events.StandardEnded(standard_uid=standard.uid, code=standard.code)
    record(event, scope=scope, at=now, subject=standard)
    return standard
