"""What must always hold of frameworks, counted again: parts add up, tiers are their table's, prices their tier's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from samdrift.foundation.scope import everywhere
from samdrift.kernel.framework import add_months, tier_reached
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.models import Accession, CostShare, CountedVolume, Framework, TierMonth
from samdrift.partnership.joining.queries import terms
from samdrift.registers.contracts import public as contracts

REASON = "each night parts and totals of frameworks are laid beside each other"


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that does not hold: the rule, and the framework or call-off it does not hold of."""

    rule: str  # shares, counts, tier, prices, ceiling
    code: str


def looked_at(community_id: int) -> int:
    """How many counts, shares and call-offs are looked at."""
    with everywhere(reason=REASON):
        models = (TierMonth, CostShare, Accession)
        return sum(one.objects.filter(community=community_id).count() for one in models)


def broken(community_id: int, day: date) -> list[Broken]:
    """What does not hold in a community's frameworks on a day."""
    with everywhere(reason=REASON):
        frameworks = list(Framework.objects.filter(community=community_id).order_by("pk"))
        return [found for one in frameworks for found in _of_framework(one, day)]


def _of_framework(framework: Framework, day: date) -> Iterator[Broken]:
    if terms.committed_minor(framework.pk) > framework.ceiling_minor:
        yield Broken("ceiling", framework.code)
    split = CostShare.objects.filter(framework=framework).values("month", "code", "total_minor")
    for row in split.annotate(parts=Sum("amount_minor")).order_by("month", "code"):
        if row["parts"] != row["total_minor"]:
            yield Broken("shares", f"{framework.code} {row['code']} {row['month']:%Y-%m}")
    parts = dict(
        CountedVolume.objects.filter(framework=framework).values_list("count").annotate(Sum("volume")).order_by()
    )
    held, counts = terms.held(framework.pk), TierMonth.objects.filter(framework=framework)
    for count in counts.order_by("month", "number"):
        name = f"{framework.code} {count.month:%Y-%m}"
        if parts.get(count.pk, Decimal(0)) != count.volume:
            yield Broken("counts", name)
        if tier_reached(held.tiers(count.month), count.volume).factor != count.factor:
            yield Broken("tier", name)
    yield from _prices(framework, held, day)


def _prices(framework: Framework, held: terms.Held, day: date) -> Iterator[Broken]:
    """Prices of the running month in the contracts of those who are in."""
    after = add_months(day.replace(day=1), 1)
    last = TierMonth.objects.filter(framework=framework, month__lt=after).order_by("-month", "-number").first()
    rows = Accession.objects.filter(framework=framework, state__in=(rules.LIVE, rules.EXITING), core=False)
    for row in rows.exclude(contract=None).order_by("pk"):
        if last is None or (row.live_from or day) > day or (row.leaves_on or day) < day:
            continue
        book, items = contracts.price_book(row.contract_id or 0, day), held.items(after - timedelta(days=1))
        if any(book[code].base_price != rules.priced(one.price, last.factor)
               for code, one in items.items() if code in book):  # fmt: skip
            yield Broken("prices", row.number)
