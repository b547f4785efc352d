"""Call-offs: those one may see, how far each has come, and what the tier makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.framework import Tier, tier_reached
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.models import (
    Accession,
    AccessionStep,
    BusinessCase,
    CostShare,
    CountedVolume,
    Framework,
    TierMonth,
)
from samdrift.partnership.joining.queries import terms

WITH = ("organisation", "unit", "framework", "contract")


def call_offs(scope: Scope, framework_id: int) -> list[Accession]:
    """The call-offs of a framework one may see: a joiner's people their own, who runs the framework all."""
    rows = Accession.objects.within(scope).filter(framework=framework_id).select_related(*WITH)
    return list(rows.order_by("-core", "number", "pk"))


def call_off(scope: Scope, uid: UUID) -> Accession:
    """One call-off.

    Raises:
        DoesNotExist: No such call-off within the scope.
    """
    return Accession.objects.within(scope).select_related(*WITH).get(uid=uid)


def home_of(contract_id: int) -> tuple[int, int] | None:
    """Of a call-off's contract the framework owner's own contract and the joiner's top unit; None of any other."""
    with everywhere(reason="where a call-off is run from; whoever asks is let through by it"):
        rows = Accession.objects.filter(contract=contract_id, core=False)
        return rows.values_list("framework__contract", "unit").first()


def steps_of(scope: Scope, accession_id: int) -> list[AccessionStep]:
    """What was done to a call-off, the oldest first."""
    rows = AccessionStep.objects.within(scope).filter(accession=accession_id)
    return list(rows.select_related("person").order_by("at", "pk"))


def case_of(scope: Scope, accession_id: int) -> BusinessCase | None:
    """The joiner's own reckoning as it was written last; for the joiner's people alone."""
    rows = BusinessCase.objects.within(scope).filter(accession=accession_id)
    return rows.order_by("-written_at", "-pk").first()


def wishes_from(written: Iterable[dict[str, Any]]) -> list[rules.Wish]:
    """Wishes as a call-off keeps them."""
    return [rules.Wish(one["item"], Decimal(one["quantity"]), one["site"]) for one in written]


@dataclass(frozen=True, slots=True)
class Standing:
    """A framework's tier as it stands on a day: this month's, next month's, and what is missing to a better one."""

    tiers: list[Tier]
    now: TierMonth | None
    next: TierMonth | None
    better: tuple[Tier, Decimal] | None

    @property
    def volume(self) -> Decimal:
        """What all together order in a year at list prices, as counted last."""
        last = self.next or self.now
        return last.volume if last else Decimal(0)

    @property
    def factor(self) -> Decimal:
        """What list prices are multiplied by this month."""
        return self.now.factor if self.now else tier_reached(self.tiers, Decimal(0)).factor


def standing(framework: Framework, held: terms.Held, day: date) -> Standing:
    """The tier this month and next, as counted last; one read."""
    with everywhere(reason="the tier is the same for all who are of the framework"):
        rows = TierMonth.objects.filter(framework=framework, month__gte=day.replace(day=1)).order_by("month", "number")
        by_month = {row.month: row for row in rows}
        this = by_month.pop(day.replace(day=1), None)
        if this is None:
            before = TierMonth.objects.filter(framework=framework, month__lt=day).order_by("-month", "-number")
            this = before.first()
    coming = by_month[min(by_month)] if by_month else None
    tiers = held.tiers(day)
    last = coming or this
    return Standing(tiers, this, coming, rules.to_next_tier(tiers, last.volume if last else Decimal(0)))


def history(scope: Scope, framework_id: int, months: int = 24) -> list[TierMonth]:
    """The tier month by month as counted last, the newest first; also next month's."""
    rows = TierMonth.objects.within(scope).filter(framework=framework_id).order_by("month", "number")
    by_month = {row.month: row for row in rows}
    return [by_month[month] for month in sorted(by_month, reverse=True)[:months]]


def counted_of(scope: Scope, framework_id: int) -> dict[int, list[CountedVolume]]:
    """What one's own call-offs put into each count, by count; all of them for who runs the framework."""
    found: dict[int, list[CountedVolume]] = {}
    for row in CountedVolume.objects.within(scope).filter(framework=framework_id).order_by("pk"):
        found.setdefault(row.count_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class SavedToDate:
    """What the tiers have saved since the first counted month, in hundredths: all together, and one's own part."""

    months: int
    all_minor: int
    own_minor: int


def saved_to_date(scope: Scope, framework: Framework, day: date) -> SavedToDate:
    """A twelfth of each counted month's volume at list prices, less what it cost at that month's factor."""
    counts = [row for row in history(scope, framework.pk, 240) if row.month <= day]
    parts = counted_of(scope, framework.pk)
    together = sum((one.volume * (1 - one.factor) for one in counts), Decimal())
    own = sum((part.volume * (1 - one.factor) for one in counts for part in parts.get(one.pk, ())), Decimal())
    return SavedToDate(len(counts), rules.whole(together * 100 / 12), rules.whole(own * 100 / 12))


def shares_seen(scope: Scope, framework_id: int, month: date) -> list[CostShare]:
    """The shares of a month's shared cost one may see: a joiner's people their own, who runs the framework all."""
    rows = CostShare.objects.within(scope).filter(framework=framework_id, month=month)
    return list(rows.select_related("terms", "accession__organisation").order_by("code", "accession__number", "pk"))


def last_split(scope: Scope, framework_id: int, day: date) -> date | None:
    """The latest month up to a day whose shared cost one has a part in."""
    rows = CostShare.objects.within(scope).filter(framework=framework_id, month__lte=day)
    return rows.order_by("-month").values_list("month", flat=True).first()
