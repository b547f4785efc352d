"""What must hold of savings, counted again from what is kept: invariants 6 and 7 of domain.md §2.22, and the kernel."""

from collections import defaultdict
from dataclasses import asdict

from samdrift.foundation.scope import everywhere
from samdrift.kernel import gainshare
from samdrift.kernel.gainshare import Quality
from samdrift.partnership.savings.models import Settlement, Verification
from samdrift.partnership.savings.queries import schemes
from samdrift.partnership.savings.queries.figures import adjusted_minor


def differences(community_id: int) -> list[str]:
    """What does not hold, one sentence in codes each; nothing where all does."""
    return [*_more_than_baseline(community_id), *_settlements(community_id)]


def _more_than_baseline(community_id: int) -> list[str]:
    """Savings verified in a year lie within the adjusted baseline of the unit's service."""
    with everywhere(reason="the nightly check of what was verified"):
        rows = Verification.objects.filter(community=community_id).select_related("baseline").order_by("pk")
        kept = list(rows)
    sums: dict[tuple[int, int, str, int], int] = defaultdict(int)
    limits: dict[tuple[int, int, str, int], int] = {}
    for row in kept:
        key = (row.contract_id, row.unit_id, row.line_code, row.year)
        sums[key] += row.amount_minor
        limits[key] = max(limits.get(key, 0), adjusted_minor(row.baseline, row.year))
    return [f"verified {key} {amount} > {limits[key]}" for key, amount in sums.items() if amount > limits[key]]


def _settlements(community_id: int) -> list[str]:
    """A settlement comes to the same from its own facts, and what is paid and retained is what was shareable."""
    with everywhere(reason="the nightly check of settlements"):
        rows = list(
            Settlement.objects.filter(community=community_id).exclude(facts={}).select_related("scheme").order_by("pk")
        )
    found = []
    for row in rows:
        if row.scheme.kind == schemes.GUARANTEE:
            terms, facts = schemes.guarantee_of(row.scheme.terms), row.facts
            again = gainshare.settle_guarantee(
                facts["guaranteed_cum_minor"], facts["verified_cum_minor"], facts["paid_minor"], terms.caught_up
            )
            same = asdict(again) == row.result and row.charge_minor == -again.due_minor
        else:
            same = _shared_alike(row)
        if not same:
            found.append(f"settlement {row.uid}")
    return found


def _shared_alike(row: Settlement) -> bool:
    terms, facts, told = schemes.sharing_of(row.scheme.terms), row.facts, row.result
    gate = gainshare.gate_of(terms, Quality(**facts["quality"]))
    surplus = facts["verified_minor"] - facts["guaranteed_minor"]
    again = gainshare.share_gain(terms, facts["base_minor"], surplus, gate)
    whole = told["paid_minor"] + told["retained_minor"] == told["shareable_minor"]
    return bool(whole and again.paid_minor == told["paid_minor"] == row.charge_minor)
