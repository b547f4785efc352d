"""What must hold of prices and volumes, counted again from the rows: for the nightly check (domain.md §2.22)."""

from collections.abc import Iterator

from samdrift.foundation.checks.public import Finding, Outcome
from samdrift.foundation.scope import everywhere
from samdrift.kernel import indexation
from samdrift.kernel.fees import NONE
from samdrift.registers.contracts.models import Contract, IndexRun, VolumeStep
from samdrift.registers.contracts.queries import indices

REASON = "the nightly check of what must always hold of prices and volumes"


def counted_again(community_id: int) -> Outcome:
    """Every ledger of volumes and every regulation of a community; nothing is found where all holds."""
    with everywhere(reason=REASON):
        contracts = list(Contract.objects.filter(community=community_id).order_by("pk"))
        steps = VolumeStep.objects.filter(community=community_id).count()
        runs = IndexRun.objects.filter(community=community_id).count()
        found = [one for contract in contracts for one in (*_below_nothing(contract), *_factors(contract))]
    return Outcome(steps + runs, found)


def _below_nothing(contract: Contract) -> Iterator[Finding]:
    """On no day is less than nothing of anything ordered."""
    rows = VolumeStep.objects.filter(contract=contract)
    names = ("item", "unit__code", "site_id", "setting", "on", "change")
    held, at = NONE, None
    told: set[str] = set()
    # What is added on a day comes before what is taken away on it.
    for *key, day, change in rows.order_by(*names[:5], "-change").values_list(*names):
        held = change if key != at else held + change
        at = key
        about = f"{contract.code} {key[0]} {key[1]} {day}"
        if held < 0 and about not in told:
            told.add(about)
            yield Finding("negative", about, f"/contracts/{contract.uid}/volumes/")


def _factors(contract: Contract) -> Iterator[Finding]:
    """Each regulation comes out of its rule and what was published when it was agreed."""
    runs = indices.index_runs(contract.pk)
    rules = {(row.code, row.number): row for row in indices.index_rules(contract.pk)}
    for run in runs:
        rule = indices.kernel_rule(rules[run.rule_code, run.rule_number])
        values = indices.index_values(contract.community_id, [part.series for part in rule.parts], run.recorded_at)
        before = indices.in_force([one for one in runs if one.number < run.number], run.rule_code, run.effective_from)
        try:
            again = indexation.run(rule, values, wanted=run.wanted, cut_off=run.cut_off, before=before)
        except indexation.NoIndex:
            again = None
        stands = (indexation.rounded(run.factor, 12), run.provisional)
        if again is None or (indexation.rounded(again.factor, 12), again.provisional) != stands:
            yield Finding(
                "factor", f"{contract.code} {run.rule_code} {run.number}", f"/contracts/{contract.uid}/index/"
            )
