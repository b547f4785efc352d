"""All that a what-if is counted from, read in a fixed number of queries however many places there are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import scaling
from samdrift.kernel.fees import DatedTerms, Key
from samdrift.kernel.notice_table import DEFAULT, table_from
from samdrift.kernel.scaling import Past
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeLine, ScalingTerms
from samdrift.partnership.scaling.queries.districts import District
from samdrift.partnership.scaling.rules.effects import HOURS_A_POST, Labour, Picture
from samdrift.partnership.scaling.rules.levers import standing, weight
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

ZERO = Decimal(0)
Weights = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Known:
    """A district's picture, with what it takes to speak of it.

    Attributes:
        seen: How many changes of each item and unit there have been, asked for or agreed: "CLN-OFF 12" → 3.
        items: The names of items in three languages.
        sites: The places by id.
    """

    picture: Picture
    seen: dict[str, int]
    items: dict[str, dict[str, str]]
    sites: dict[int, estate.Site]

    @property
    def volumes(self) -> dict[Key, Decimal]:
        """What is agreed, with what begins later."""
        return standing(self.picture.steps)


def known(scope: Scope, place: District, day: date) -> Known:
    """The picture of a district on a day: prices of two years, volumes, notice, what was asked for lately."""
    contract = place.contract
    steps = contracts.volume_steps(contract.pk, place.unit_ids)
    terms = terms_on(contract.pk, day)
    table = table_from(terms.table) if terms else DEFAULT
    past, pending, waiting = _asked_lately(place, scaling.add_months(day, -table.window_months))
    seen = Counter(f"{step.item} {step.unit_id}" for step in steps) + waiting
    dated = contracts.dated_prices(contract.pk, date(day.year, 1, 1), date(day.year + 1, 12, 31))
    first_ordered, altogether = _of_the_whole(contract, dated)
    picture = Picture(
        dated=dated, first_ordered=first_ordered, altogether=altogether,
        steps=steps, term=(contract.starts_on, contract.ends_on), past=past, pending=pending,
        table=table,
        labour={line: Labour(Decimal(share), Decimal(hour)) for line, (share, hour) in terms.labour.items()}
        if terms else {},
        hours_a_post=terms.hours_a_post if terms else HOURS_A_POST,
        posts_to_consult=terms.posts_to_consult if terms else Decimal(1),
    )  # fmt: skip
    sites = estate.Site.objects.within(scope).filter(pk__in={step.site_id for step in steps if step.site_id})
    return Known(picture, dict(seen), contracts.item_names(contract.pk), sites.in_bulk())


def terms_on(contract_id: int, day: date) -> ScalingTerms | None:
    """What the contract says of notice and thresholds on a day; None: the usual rows."""
    with everywhere(reason="by which notice a contract is changed; who may see it is asked where shown"):
        rows = ScalingTerms.objects.filter(contract=contract_id, standing="accepted", valid_from__lte=day)
        return rows.order_by("-valid_from", "-recorded_at", "-pk").first()


def _of_the_whole(contract: contracts.Contract, dated: Mapping[str, DatedTerms]) -> tuple[Weights, Weights]:
    """By line, what the whole contract began with and what it has with all that is agreed, in base weight."""
    first: Weights = {}
    altogether: Weights = {}
    for (item, setting), (then, now) in contracts.volume_sums(contract.pk, contract.starts_on).items():
        terms = next((one for _day, one in dated.get(item, ())), None)
        if terms is not None and (then or now):
            line = terms.line
            first[line] = first.get(line, ZERO) + weight(terms, setting, then)
            altogether[line] = altogether.get(line, ZERO) + weight(terms, setting, now)
    return first, altogether


def _asked_lately(place: District, since: date) -> tuple[dict[str, list[Past]], dict[str, Decimal], Counter[str]]:
    """By line, what was asked for after a day and is not lost; what of it waits; and how many lines wait."""
    with everywhere(reason="small steps of one unit are summed whoever asked for them"):
        rows = ChangeLine.objects.filter(
            Q(order__state__in=rules.PENDING) | Q(order__submitted_on__gt=since),
            order__contract=place.contract.pk, order__unit__in=place.unit_ids, order__state__in=rules.COUNTED,
        ).exclude(order__kind="correction")  # fmt: skip
        columns = ("line_code", "weight", "order__submitted_on", "order__state", "item", "unit_id")
        found = list(rows.order_by("pk").values_list(*columns))
    past: dict[str, list[Past]] = {}
    pending: dict[str, Decimal] = {}
    waiting: Counter[str] = Counter()
    for line, change, submitted, state, item, unit_id in found:
        past.setdefault(line, []).append(Past(submitted, change))
        if state in rules.PENDING:
            pending[line] = pending.get(line, ZERO) + change
            waiting[f"{item} {unit_id}"] += 1
    return past, pending, waiting
