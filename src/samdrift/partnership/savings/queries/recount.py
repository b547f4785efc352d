"""What must hold of savings, counted again from what is kept: invariants 6 and 7 of domain.md §2.22, and the kernel."""

from collections import defaultdict
from dataclasses import asdict

from samdrift.foundation.checks.public import Finding
from samdrift.foundation.scope import everywhere
from samdrift.kernel import settlements
from samdrift.partnership.savings.models import Settlement, Verification
from samdrift.partnership.savings.queries.figures import adjusted_minor
from samdrift.registers.parties.public import Unit


def looked_at(community_id: int) -> int:
    """How many verifications and settlements are counted again."""
    with everywhere(reason="the nightly check counts what it looks at"):
        return (
            Verification.objects.filter(community=community_id).count()
            + Settlement.objects.filter(community=community_id).exclude(facts={}).count()
        )


def differences(community_id: int) -> list[Finding]:
    """What does not hold; nothing where all does."""
    return [*_more_than_baseline(community_id), *_settlements(community_id)]


def _more_than_baseline(community_id: int) -> list[Finding]:
    """Savings verified in a year lie within the adjusted baseline of the unit's service."""
    with everywhere(reason="the nightly check of what was verified"):
        rows = Verification.objects.filter(community=community_id).select_related("baseline").order_by("pk")
        kept = list(rows)
        units = dict(Unit.objects.filter(community=community_id).values_list("pk", "code"))
    sums: dict[tuple[int, int, str, int], int] = defaultdict(int)
    limits: dict[tuple[int, int, str, int], int] = {}
    for row in kept:
        key = (row.contract_id, row.unit_id, row.line_code, row.year)
        sums[key] += row.amount_minor
        limits[key] = max(limits.get(key, 0), adjusted_minor(row.baseline, row.year))
    return [
        Finding("verified", f"{key[3]} {key[2]} {units.get(key[1], key[1])}", "/savings/")
        for key, amount in sums.items()
        if amount > limits[key]
    ]


def _settlements(community_id: int) -> list[Finding]:
    """A settlement comes to the same from its own facts, and what is paid and retained is what was shareable."""
    with everywhere(reason="the nightly check of settlements"):
        rows = list(
            Settlement.objects.filter(community=community_id).exclude(facts={}).select_related("scheme").order_by("pk")
        )
    return [
        Finding("settlement", f"{row.scheme.kind} {row.year}", f"/savings/settlements/{row.uid}/")
        for row in rows
        if not _alike(row)
    ]


def _alike(row: Settlement) -> bool:
    terms, facts, told = row.scheme.terms, row.facts, row.result
    if row.charge_minor != settlements.charge_minor(row.scheme.kind, terms, facts):
        return False
    if row.scheme.kind == settlements.GUARANTEE:
        return bool(asdict(settlements.settled_again(terms, facts)) == told)
    whole = told["paid_minor"] + told["retained_minor"] == told["shareable_minor"]
    return bool(whole and settlements.shared_again(terms, facts).paid_minor == told["paid_minor"])
