"""Counting the tier of a month and dividing what is shared: what the first of each month does, safe to repeat."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import everywhere
from samdrift.kernel.framework import CallOff, add_months, counts_in, largest_remainder, tier_reached
from samdrift.kernel.savings import month_share
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands.opening import price_drafts, system_scope
from samdrift.partnership.joining.events import CostSplit, ShareTold, TierCounted
from samdrift.partnership.joining.models import (
    Accession,
    CostShare,
    CountedVolume,
    EligibleBody,
    Framework,
    TierMonth,
)
from samdrift.partnership.joining.queries import call_offs, terms
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

REASON = "a framework counts over all its call-offs; each reads only its own part and the totals"


def recount(framework_id: int, *, now: datetime) -> int:
    """Count this month's tier and the next one's, and let a changed tier reach every contract; how many counts are new.

    What happens in a month counts from the first of the next. A month counted before is counted again only where
    something has changed since, as a new row. In the caller's transaction.
    """
    with everywhere(reason=REASON):
        framework = Framework.objects.select_for_update().get(pk=framework_id)
    first = parties.community_day(system_scope(framework), now).replace(day=1)
    months = [one for one in (first, add_months(first, 1)) if framework.starts_on <= one <= framework.ends_on]
    return sum(count_month(framework, month, now=now) is not None for month in months)


def count_month(framework: Framework, month: date, *, now: datetime) -> TierMonth | None:
    """Count the tier of a month, in the caller's transaction; None where it is as counted before."""
    held = terms.held(framework.pk)
    with everywhere(reason=REASON):
        live = list(Accession.objects.filter(framework=framework, live_from__lt=month).order_by("pk"))
        last = TierMonth.objects.filter(framework=framework, month=month).order_by("-number").first()
        before = TierMonth.objects.filter(framework=framework, month__lt=month).order_by("-month", "-number").first()
    counted = [(one, as_counted(one, held, month)) for one in live]
    parts = [(row, one) for row, one in counted if counts_in(one, month)]
    volume = sum((one.volume for _row, one in parts), Decimal())
    tier = tier_reached(held.tiers(month), volume)
    _reprice(framework, held, tier.factor, month, now)
    if last is not None and (last.volume, last.factor, last.bodies) == (volume, tier.factor, len(parts)):
        return None
    made = TierMonth.objects.create(
        community_id=framework.community_id, data_class="D2", framework=framework, month=month,
        number=last.number + 1 if last else 1, volume=volume, tier_start=tier.start, factor=tier.factor,
        bodies=len(parts), counted_at=now,
    )  # fmt: skip
    CountedVolume.objects.bulk_create(
        [
            CountedVolume(
                community_id=framework.community_id, data_class="D2", framework=framework, count=made, accession=row,
                unit_id=row.unit_id, month=month, volume=one.volume,
            )
            for row, one in parts
        ]
    )  # fmt: skip
    was = last or before
    event = TierCounted(
        framework_uid=framework.uid, month=month, factor=tier.factor, before=was.factor if was else tier.factor,
        volume=volume, bodies=len(parts),
    )  # fmt: skip
    record(event, scope=system_scope(framework), at=now, subject=framework)
    return made


def as_counted(row: Accession, held: terms.Held, month: date) -> CallOff:
    """A call-off as the kernel counts it: what its contract orders on the eve of the month, else what it wished for."""
    items = held.items(month)
    ordered: list[rules.Wish] = []
    if row.contract_id and not row.core:
        eve = contracts.volumes(row.contract_id, month - timedelta(days=1))
        ordered = [rules.Wish(item, many, site) for (item, _unit, site, _setting), many in eve.items() if item in items]
    wishes = ordered or [one for one in call_offs.wishes_from(row.wishes) if one.item in items]
    volume = rules.list_value(wishes, items).quantize(Decimal("0.0001"))
    return CallOff(row.number, volume, row.live_from or month, row.notice_on, row.leaves_on)


def _reprice(framework: Framework, held: terms.Held, factor: Decimal, month: date, now: datetime) -> None:
    """Write a version of every price that is not the list's at this tier, in all contracts that run in the month."""
    scope, items = system_scope(framework), held.items(month)
    with everywhere(reason=REASON):
        opened = Accession.objects.filter(framework=framework, contract__isnull=False)
        rows = list(opened.filter(live_from__lt=add_months(month, 1)).exclude(leaves_on__lt=month).order_by("pk"))
    for row in rows:
        begins = max(month, row.live_from or month)
        book = contracts.price_book(row.contract_id or 0, begins)
        known = {code: item for code, item in items.items() if code in book}
        drafts = [one for one in price_drafts(known, factor, begins) if book[one.code].base_price != one.price]
        if drafts:
            contract_id = row.contract_id or 0
            contracts.write_prices(scope, contract_id, drafts, now=now)
            note = _("Tier of %(framework)s: factor %(factor)s") % {
                "framework": framework.code, "factor": f"{factor.normalize():f}",
            }  # fmt: skip
            contracts.record_version(scope, contract_id, valid_from=begins, note=note, now=now)


def split_costs(framework_id: int, *, now: datetime) -> int:
    """Divide this month's shared cost among those who were in on its first day, in the caller's transaction."""
    with everywhere(reason=REASON):
        framework = Framework.objects.select_for_update().get(pk=framework_id)
    month = parties.community_day(system_scope(framework), now).replace(day=1)
    if not framework.starts_on <= month <= framework.ends_on:
        return 0
    return split_month(framework, month, now=now)


def split_month(framework: Framework, month: date, *, now: datetime) -> int:
    """Divide a month's shared cost by its keys, exactly; in the caller's transaction. What is divided stays so.

    Raises:
        Refused: Nobody who is in has anything of a key.
    """
    held = terms.held(framework.pk)
    with everywhere(reason=REASON):
        done = set(CostShare.objects.filter(framework=framework, month=month).values_list("code", flat=True))
        bodies = {one.organisation_id: one for one in EligibleBody.objects.filter(framework=framework)}
        live = list(Accession.objects.filter(framework=framework, live_from__lt=month).order_by("-core", "pk"))
    first_of: dict[int, Accession] = {}
    for row in live:
        if row.organisation_id in bodies and counts_in(as_counted(row, held, month), month):
            first_of.setdefault(row.organisation_id, row)
    made = 0
    for cost in held.costs(month):
        if cost.code in done or not first_of:
            continue
        keys = [getattr(bodies[body], cost.key) for body in first_of]
        total = month_share(cost.year_minor, month.month)
        if not any(keys):
            raise Refused(_("%(code)s cannot be divided: nobody has anything of its key.") % {"code": cost.code})
        rows = [
            CostShare(
                community_id=framework.community_id, data_class="D2", framework=framework, terms_id=cost.terms_id,
                accession=row, unit_id=row.unit_id, contract_id=row.contract_id, month=month, code=cost.code,
                key=cost.key, own_key=key, all_keys=sum(keys), total_minor=total, amount_minor=amount, split_at=now,
            )
            for row, key, amount in zip(first_of.values(), keys, largest_remainder(total, keys), strict=True)
        ]  # fmt: skip
        made += len(CostShare.objects.bulk_create(rows))
        event = CostSplit(
            framework_uid=framework.uid, month=month, code=cost.code, total_minor=total, bodies=len(rows)
        )  # fmt: skip
        record(event, scope=system_scope(framework), at=now, subject=framework)
        _tell(framework, rows, now)
    return made


def _tell(framework: Framework, rows: list[CostShare], now: datetime) -> None:
    """Tell each body's part as its own story: no joiner reads the key of another."""
    for row in rows:
        event = ShareTold(
            share_uid=UUID(str(row.uid)), month=row.month, code=row.code, own_key=row.own_key, all_keys=row.all_keys,
            total_minor=row.total_minor, amount_minor=row.amount_minor,
        )  # fmt: skip
        record(event, scope=system_scope(framework), at=now, subject=row)
