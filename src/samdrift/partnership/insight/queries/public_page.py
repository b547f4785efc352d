"""What of a contract everybody may read: whole months of the whole contract, as both parties agreed to show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import get_language

from samdrift.foundation.clock import now
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.partnership.insight.models import PublicPage
from samdrift.partnership.insight.queries.telling import remembering, tell
from samdrift.partnership.insight.registry import Asked, Figure, figure_for, of_house
from samdrift.partnership.insight.rules import public_page as rules
from samdrift.partnership.performance import public as performance
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

CLASSES = frozenset({"D0", "D1", "D2"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on the page: its months with their values, and how many of them rest on too few to be told."""

    code: str
    name: str
    words: str
    kind: str
    target: Decimal | None
    months: Sequence[tuple[date, Decimal]]
    hidden: int


@dataclass(frozen=True, slots=True)
class Published:
    """A page as everybody reads it."""

    page: PublicPage
    contract: contracts.Contract
    since: date
    until: date
    figures: Sequence[Shown]


def nobodys(community_id: int, contract_id: int, permissions: frozenset[str]) -> Scope:
    """Nobody in particular, with what it takes to count these figures of one contract."""
    grant = Grant("SYS", permissions, contracts=frozenset((contract_id,)), data_classes=CLASSES)
    return Scope(community_id=community_id, grants=(grant,), language=(get_language() or "en")[:2])


def offered(community_id: int, contract_id: int, today: date) -> list[Figure]:
    """The figures there are to publish: some of the house's, and key figures whose definitions say they are public."""
    public = [one.code for one in performance.definitions_in_force(contract_id, today.replace(day=1)) if one.published]
    scope = nobodys(community_id, contract_id, frozenset({"performance.view"}))
    house = _of_house(rules.HOUSE)
    return [*house, *(figure_for(scope, f"kpi.{code}", contract_id) for code in public)]


def _of_house(codes: Sequence[str]) -> list[Figure]:
    every = frozenset({"requests.view", "promises.view", "rounds.view", "planning.view", "work.view", "invoicing.view"})
    found = of_house(Scope(community_id=0, grants=(Grant("SYS", every),)), codes)
    return list(found.values())


def versions(scope: Scope, contract_id: int) -> QuerySet[PublicPage]:
    """All that was proposed to be published of a contract, the newest first."""
    return PublicPage.objects.within(scope).filter(contract=contract_id).order_by("-number")


def published(code: str) -> Published | None:
    """The page of an address as it is published now; None where nothing is."""
    with everywhere(reason="what both parties agreed everybody may read"):
        page = PublicPage.objects.filter(code=code, state=rules.AGREED).first()
        contract = contracts.Contract.objects.get(pk=page.contract_id) if page else None
    if page is None or contract is None:
        return None
    return told(page, contract, page.figures)


def told(page: PublicPage, contract: contracts.Contract, codes: Sequence[str]) -> Published:
    """The figures of these codes over twelve settled months; as many reads as figures, whatever they count."""
    moment = now()
    scope = nobodys(contract.community_id, contract.pk, frozenset())
    today = parties.community_day(scope, moment)
    since, until = rules.span(_frozen(contract.pk), today)
    known = {one.code: one for one in offered(contract.community_id, contract.pk, today)}
    with remembering():
        shown = [_shown(contract, known[code], since, until, moment) for code in codes if code in known]
    return Published(page, contract, since, until, shown)


def _frozen(contract_id: int) -> date | None:
    with everywhere(reason="the last month of a contract that both parties froze"):
        rows = performance.KpiPeriod.objects.filter(contract=contract_id, state="frozen")
        return rows.order_by("-month").values_list("month", flat=True).first()


def _shown(contract: contracts.Contract, figure: Figure, since: date, until: date, at: datetime) -> Shown:
    scope = nobodys(contract.community_id, contract.pk, frozenset({figure.permission, "contracts.view"}))
    asked = Asked(contract_id=contract.pk, since=since, until=until, at=at)
    months: list[tuple[date, Decimal]] = []
    hidden = 0
    for cell in tell(scope, figure.code, asked, "month"):
        if cell.hidden or rules.too_few(figure.kind, people=cell.people, of=cell.denominator, rows=cell.rows):
            hidden += 1
        elif cell.value is not None and isinstance(cell.key, date):
            months.append((cell.key, cell.value))
    return Shown(figure.code, str(figure.name), str(figure.words), figure.kind, figure.target, months, hidden)
