"""The county's guarantee of £25 million, six per cent behind its profile after two years (domain.md §7.4)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.people import all_powerful
from samdrift.foundation.scope import everywhere
from samdrift.kernel.savings import month_share
from samdrift.partnership.savings import public as savings
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

MILLION = 1_000_000_00
GUARANTEE = {
    "floor_minor": 25 * MILLION, "rate": "0.125", "value_minor": 200 * MILLION, "starts_on": "2024-01-01",
    "profile": ["1.0", "2.2", "3.0", "3.5", "3.7", "3.8", "3.9", "3.9"], "caught_up": "offset",
}  # fmt: skip
# line → (what it costs a year, what was verified in 2024 and 2025, the initiative), in pounds: 22.0 million a year,
# verified 0.9 and 2.108 million where 1.0 and 2.2 were guaranteed.
LINES = {
    "ICT": (6_400_000, 300_000, 640_000, "One service desk, fewer servers"),
    "FIN": (2_600_000, 120_000, 300_000, "Invoices read by machine"),
    "PAY": (3_100_000, 180_000, 390_000, "One payroll for schools"),
    "HRS": (2_200_000, 80_000, 180_000, "Managers serve themselves"),
    "CUS": (5_200_000, 220_000, 598_000, "Highways enquiries redesigned"),
    "OHS": (900_000, 0, 0, "Group sessions instead of single visits"),
    "CLN": (1_600_000, 0, 0, "Cleaning by use"),
}
HOME = "HC-RES"


def load_guarantee(*, as_of: datetime) -> None:
    """Load the county's baselines, two years' cost, initiatives, what was verified, and the first settlements."""
    with everywhere(reason="the demonstration's county"):
        community = parties.Community.objects.get(code="HC")
        unit = parties.Unit.objects.get(community=community, code=HOME)
        contract = contracts.Contract.objects.get(community=community)
        people = dict(
            parties.Person.objects.filter(email__startswith="county.", email__endswith="@example.org").values_list(
                "email", "pk"
            )
        )
    manager, provider = people["county.ctr-c@example.org"], people["county.ctr-p@example.org"]
    finance = people["county.fin-c@example.org"]
    row = {"community_id": community.pk, "data_class": "D2", "contract_id": contract.pk}
    savings.load_costs(list(_costs(row, unit.pk)))
    baselines = {
        one.line_code: one for one in savings.load_baselines([_baseline(row, unit.pk, line, manager, provider)
                                                              for line in LINES])
    }  # fmt: skip
    items = savings.load_savings([_item(row, unit.pk, n, line, baselines, provider) for n, line in enumerate(LINES, 1)])
    savings.load_transfers([one for item in items for one in _transfers(row, item, contract.customer_id, finance)])
    with everywhere(reason="the demonstration's own transfers"):
        transfers = {one.uid: one for one in savings.BudgetTransfer.objects.filter(contract=contract)}
    savings.load_verifications([one for item in items for one in _verified(row, item, transfers, finance, baselines)])
    savings.load_schemes(
        [
            savings.Scheme(
                **row, uid=uid("scheme", "HC"), kind="guarantee", number=1, terms=GUARANTEE, clause="Schedule 7",
                state="agreed", side="provider", proposed_by_id=provider, decided_by_id=manager,
                proposed_at=datetime(2024, 1, 8, 9, tzinfo=UTC), decided_at=datetime(2024, 1, 22, 9, tzinfo=UTC),
            )
        ]
    )  # fmt: skip
    scope = all_powerful(community.pk, finance)
    for year in (1, 2):
        savings.settle_guarantee(scope, contract.pk, year, now=as_of)


def _costs(row: Mapping[str, Any], unit_id: int) -> list[savings.CostEntry]:
    return [
        savings.CostEntry(
            **row, uid=uid("county-cost", line, year, month), unit_id=unit_id, line_code=line,
            month=date(year, month, 1), kind="fee", reference=f"fees {year}-{month:02d}",
            amount_minor=month_share(cost * 100, month), recorded_at=datetime(year, month, 28, 9, tzinfo=UTC),
        )
        for line, (cost, _one, _two, _title) in LINES.items() for year in (2024, 2025) for month in range(1, 13)
    ]  # fmt: skip


def _baseline(row: Mapping[str, Any], unit_id: int, line: str, manager: int, provider: int) -> savings.Baseline:
    cost, _first, second, _title = LINES[line]
    # What it would have cost in 2025: what it did, what was verified and a little more, at prices 7 % up since 2023.
    would = (cost + second + cost // 100) * 100
    people = max(cost // 900, 1)
    price = (Decimal(would) / 100 / people / Decimal("1.07")).quantize(Decimal("0.01"))
    return savings.Baseline(
        **row, uid=uid("county-baseline", line), unit_id=unit_id, line_code=line, year=2023, number=1, state="agreed",
        cost_lines=[{"code": f"{line}-1", "name": "Staff and suppliers", "unit": "user", "unit_cost": str(price),
                     "driver": str(people), "additions_minor": 0}],
        carried={"2024": {f"{line}-1": {"driver": str(people), "scope": "1", "index": "1.035"}},
                 "2025": {f"{line}-1": {"driver": str(people), "scope": "1", "index": "1.07"}}},
        total_minor=int(price * people * 100), specification="Schedule 2", evidence="Outturn 2023, audited",
        side="customer", author_id=manager, proposed_at=datetime(2024, 1, 10, 9, tzinfo=UTC), decided_by_id=provider,
        decided_at=datetime(2024, 1, 22, 9, tzinfo=UTC),
    )  # fmt: skip


def _item(
    row: Mapping[str, Any], unit_id: int, number: int, line: str, baselines: Mapping[str, savings.Baseline], owner: int
) -> savings.SavingItem:
    _cost, first, second, title = LINES[line]
    state = "recurring" if second else "in_delivery"
    return savings.SavingItem(
        **row, uid=uid("county-saving", line), unit_id=unit_id, line_code=line, number=f"SAV-2024-{number:04d}",
        title=title, kind="process", cashable=True, recurring=True, state=state, cost_line=f"{line}-1",
        share_percent=Decimal(100), baseline=baselines[line], owner_id=owner,
        forecast_minor=(second or 120_000) * 110, evidence="Benefits paper to the partnership board" if first else "",
        created_at=datetime(2024, 2, 1, 9, tzinfo=UTC), moved_at=datetime(2025, 12, 1 + number, 9, tzinfo=UTC),
    )  # fmt: skip


def _transfers(
    row: Mapping[str, Any], item: savings.SavingItem, customer: int | None, person: int
) -> list[savings.BudgetTransfer]:
    return [
        savings.BudgetTransfer(
            **row, uid=uid("county-transfer", item.line_code, year), owner_party_id=customer, unit_id=item.unit_id,
            line_code=item.line_code, from_month=date(year, 4, 1), amount_minor=amount * 100,
            reason=f"{item.number} {item.title}", person_id=person, recorded_at=datetime(year, 4, 1, 9, tzinfo=UTC),
        )
        for year, amount in zip((2024, 2025), LINES[item.line_code][1:3], strict=True) if amount
    ]  # fmt: skip


def _verified(
    row: Mapping[str, Any],
    item: savings.SavingItem,
    transfers: Mapping[Any, savings.BudgetTransfer],
    person: int,
    baselines: Mapping[str, savings.Baseline],
) -> list[savings.Verification]:
    return [
        savings.Verification(
            **row, uid=uid("county-verified", item.line_code, year), unit_id=item.unit_id, line_code=item.line_code,
            item=item, baseline=baselines[item.line_code], year=year, amount_minor=amount * 100, cashable=True,
            counts=True, transfer=transfers[uid("county-transfer", item.line_code, year)],
            evidence="Outturn, budget book", verified_by_id=person, verified_at=datetime(year, 12, 20, 9, tzinfo=UTC),
        )
        for year, amount in zip((2024, 2025), LINES[item.line_code][1:3], strict=True) if amount
    ]  # fmt: skip
