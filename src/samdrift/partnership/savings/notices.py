"""What people are told: a budget threshold, a saving behind, a guarantee not kept (domain.md §5, N-31 to N-33)."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.fields import in_language
from samdrift.foundation.notices.public import NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.savings import rules
from samdrift.partnership.savings.events import BudgetReached, SavingMoved, SettlementMoved
from samdrift.partnership.savings.models import BUDGETS, VIEW, BudgetAlert, SavingItem, Settlement
from samdrift.registers.parties import public as parties

DISTRICT = ("BUD", "DIST-MGT")
MANAGERS = ("CTR-C", "CTR-P")
STEERING = ("STEER-C", "STEER-P", "CTR-C", "CTR-P")


def _reached(event: EventRecord) -> Telling | None:
    with everywhere(reason="the alert an event speaks of; its receivers are asked through their own gate"):
        rows = BudgetAlert.objects.filter(uid=event.payload["alert_uid"], community=event.community_id)
        alert = rows.select_related("unit").first()
    if alert is None:
        return None
    where = {"contract": alert.contract_id, "unit": alert.unit_id, "line": alert.line_code, "data_class": "D2"}
    roles = (*DISTRICT, "FIN-C") if alert.percent >= 100 else DISTRICT
    found = parties.holders_of(
        alert.community_id, roles, now=event.happened_at, unit_id=alert.unit_id, contract_id=alert.contract_id
    )
    to = [one for one in found if one.scope.allows(BUDGETS, **where) and one.scope.party_id == alert.owner_party_id]
    if not to:
        return None
    name = in_language(alert.unit.name, to[0].scope.language)
    facts = {"percent": alert.percent, "unit": name, "line": alert.line_code, "year": alert.year}
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in to], facts=facts,
        data_class=alert.data_class, owner_party_id=alert.owner_party_id, subject_kind="savings.budgetalert",
        subject_uid=alert.uid,
    )  # fmt: skip


def _behind(event: EventRecord) -> Telling | None:
    amount = event.payload["amount_minor"]
    if not amount:
        return None
    with everywhere(reason="the initiative an event speaks of; its receivers are asked through their own gate"):
        row = SavingItem.objects.filter(uid=event.payload["saving_uid"], community=event.community_id).first()
    if row is None or not rules.is_behind(row.forecast_minor, amount):
        return None
    found = {
        one.person_id: one
        for one in parties.holders_of(
            row.community_id, MANAGERS, now=event.happened_at, unit_id=row.unit_id, contract_id=row.contract_id
        )
    }
    owner = parties.employed_here(row.community_id, row.owner_id, now=event.happened_at) if row.owner_id else None
    if owner is not None:
        found.setdefault(owner.person_id, owner)
    where = {"contract": row.contract_id, "unit": row.unit_id, "line": row.line_code, "data_class": row.data_class}
    to = [one for one in found.values() if one.scope.allows(VIEW, **where)]
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in to],
        facts={"number": row.number, "title": row.title, "year": event.payload["year"]}, data_class=row.data_class,
        subject_kind="savings.savingitem", subject_uid=row.uid,
    ) if to else None  # fmt: skip


def _short(event: EventRecord) -> Telling | None:
    if event.payload["move"] != "calculate" or event.payload["charge_minor"] >= 0:
        return None
    with everywhere(reason="the settlement an event speaks of; its receivers are asked through their own gate"):
        rows = Settlement.objects.filter(uid=event.payload["settlement_uid"], community=event.community_id)
        row = rows.select_related("scheme").first()
    if row is None or row.scheme.kind != "guarantee":
        return None
    found = parties.holders_of(
        row.community_id, STEERING, now=event.happened_at, contract_id=row.contract_id
    )  # fmt: skip
    to = [one for one in found if one.scope.allows(VIEW, contract=row.contract_id, data_class=row.data_class)]
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in to],
        facts={"year": row.year}, data_class=row.data_class, subject_kind="savings.settlement", subject_uid=row.uid,
    ) if to else None  # fmt: skip


register_kinds(
    NoticeKind(
        key="savings.budget_reached", number="N-31", name=_("A budget reached a threshold"),
        subject=_("%(percent)s %% of the budget of %(unit)s is used"),
        body=_("%(percent)s %% of the budget of %(unit)s for %(line)s in %(year)s is spent or promised."),
        reason=_("You get this because you look after the unit's budget."), events=(BudgetReached.kind,), tell=_reached,
        link=lambda notice: "/budgets/",
    ),
    NoticeKind(
        key="savings.behind_plan", number="N-32", name=_("A saving is behind its forecast"),
        subject=_("%(number)s saved less than forecast"),
        body=_("%(title)s: finance verified more than a tenth less for %(year)s than was forecast."),
        reason=_("You get this because you own the initiative or manage the contract."), events=(SavingMoved.kind,),
        tell=_behind, link=lambda notice: f"/savings/initiatives/{notice.subject_uid}/",
    ),
    NoticeKind(
        key="savings.guarantee_short", number="N-33", name=_("A guarantee is not kept"), must=True,
        subject=_("The guarantee of year %(year)s is not kept"),
        body=_("Fewer savings were verified up to the end of year %(year)s than were guaranteed. The settlement says "
               "what is missing, and what the provider owes."),
        reason=_("You get this because you steer or manage the contract."), events=(SettlementMoved.kind,), tell=_short,
        link=lambda notice: f"/savings/settlements/{notice.subject_uid}/",
    ),
)  # fmt: skip
