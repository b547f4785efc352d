"""The town's price book, volumes, key figures, savings, budgets and invoices of a year (domain.md §7.3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from samdrift.doors.demo import money, reports, town
from samdrift.doors.demo.chance import generator, largest_remainders, uid
from samdrift.doors.demo.money import YEAR, Disputed, Figures, Item, Ordered, Queried, Readings, Tenant
from samdrift.doors.demo.town import SECTORS, Town
from samdrift.kernel.invoice_checks import gln_check_digit
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.savings import public as savings

SIGNED = datetime(2024, 1, 8, 9, tzinfo=UTC)
LEVERS = {"f2": "0.55", "f3": "0.72", "f5": "1", "q2": "0.90", "q3": "1", "q4": "1.12"}
# What a square metre costs a year where it is cleaned five days a week at level three, by the kind of building.
PRICES = {"SKO": "178", "DAG": "262", "ADM": "165", "KUL": "190", "SOC": "215", "OVR": "120"}
OFTEN = {"BK-OVR": "f2 q3", "BK-KUL": "f5 q3", "BK-SOC": "f5 q3"}
MATS_A_BUILDING, ROUNDS_A_YEAR = 12, 3  # two rounds outside and one inside
ITEMS = (
    *(
        Item(f"CLN-{one.code[3:]}", "CLN", "m2_year", PRICES[one.code[3:]],
             (f"Cleaning, {one.english.lower()}", f"Rengøring, {one.name.lower()}", f"Städning, {one.name.lower()}"),
             LEVERS)
        for one in SECTORS
    ),
    Item("WIN-RND", "WIN", "visit", "4200", ("Window round", "Vinduesrunde", "Fönsterrunda")),
    Item("CLN-MAT", "CLN", "item", "480", ("Mat, washed and changed", "Måtte, vasket og skiftet", "Matta, tvättad")),
)  # fmt: skip
VALUES = {"CLN": 43_400_000, "WIN": 3_600_000}  # 47.0 million
# Per cent of the baseline each part saved; between them about nine.
SAVED = {"BK-SKO": 10, "BK-DAG": 7, "BK-ADM": 14, "BK-KUL": 9, "BK-SOC": 4, "BK-OVR": 12}
IDEAS = {
    "BK-SKO": ("Rengøring efter skema i sommerferien", "recurring"),
    "BK-DAG": ("Fælles vogne og færre midler", "delivered"),
    "BK-ADM": ("Kontorer efter behov", "verified"), "BK-KUL": ("Haller rengøres om natten", "in_delivery"),
    "BK-SOC": ("Måtter ved alle indgange", "forecast"), "BK-OVR": ("To besøg om ugen", "recurring"),
}  # fmt: skip
LOTS, BAD_MONTHS = 16, (5, 6)
QUERIED = (
    Queried("BK-SKO", "CLN", 8, "To skoler var lukket fra 15. december.", "Enig, holdene var sendt hjem."),
    Queried("BK-KUL", "CLN", 13, "Hal 2 blev ikke rengjort i uge 51."),
)


class _Counted(Readings):
    """Cleaning lots by part of the town: the schools have two bad months before the summer holidays."""

    def of(self, code: str, unit: str, month: date) -> tuple[int, int] | None:
        if code == "K06" and unit in SAVED:
            if unit == "BK-SKO" and month.month in BAD_MONTHS:
                return LOTS - 3, LOTS
            return LOTS - (1 if generator("town-lots", unit, month.month).random() < 0.3 else 0), LOTS
        if unit or code == "K06":
            return None
        return {"K21": (16, 16), "K22": (12 - (month.month == 10), 12)}.get(code)


LATE_REPORT = Disputed(
    "K22", "Kontrolrapporten for uge 50 kom først den 5. januar.",
    "Den lå klar til tiden, men blev sendt til en gammel adresse. Vi regner den som for sen.", 1,
)  # fmt: skip
FIGURES = Figures(
    weights={"K06": "60", "K21": "25", "K22": "15"}, targets={"K06": "90"}, readings=_Counted(), disputed=LATE_REPORT
)


def load_money(made: Town, *, set_up: datetime) -> int:
    """Load it; how many invoices there are."""
    tenant = Tenant(town.CODE, made.scope, made.contract, made.customer, made.units, made.people)
    ordered = list(_volumes(made))
    shares = {code: float(sum(sites.values())) for code, sites in made.areas.items()}
    many = sum(len(sites) for sites in made.areas.values())
    values = {line: value * many // town.BUILDINGS for line, value in VALUES.items()}
    money.order(tenant, ITEMS, ordered, values, shares, now=set_up)
    money.load_year_of_figures(tenant, FIGURES, signed=SIGNED)
    costs = money.fees_of_year(tenant)
    _save(tenant, costs)
    money.load_budgets(tenant, costs)
    _parties(tenant)
    invoices = money.load_invoices(tenant, ("BK-SKO", "BK-KUL", "BK-DAG"), QUERIED, ("BK-KUL", 19))
    return len(invoices)


def draft_report(made: Town) -> None:
    """December's report in draft, once the sums it tells are kept."""
    people = {"customer": made.people["CTR-C"].pk, "provider": made.people["CTR-P"].pk}
    reports.load_draft(made.scope, made.contract.pk, people)


def _volumes(made: Town) -> Iterator[Ordered]:
    for code, sites in made.areas.items():
        for site, area in sites.items():
            yield Ordered(f"CLN-{code[3:]}", code, Decimal(area), site, OFTEN.get(code, "f5 q3"))
            yield Ordered("WIN-RND", code, Decimal(ROUNDS_A_YEAR), site)
            yield Ordered("CLN-MAT", code, Decimal(MATS_A_BUILDING), site)


def _parties(tenant: Tenant) -> None:
    at, moment = tenant.contract.starts_on, datetime(2024, 1, 9, 9, tzinfo=UTC)
    sender = invoicing.PartyDraft(
        name="Samservice A/S", cvr="10203040", valid_from=at, street="Servicevej", building="1", city="København",
        postcode="2300", registration="1234", account="1234567890", contact="Helle Dam",
        mail="town.fin-p@example.org",
    )  # fmt: skip
    invoicing.write_party(tenant.scope, tenant.contract.uid, None, sender, now=moment)
    for number, one in enumerate(SECTORS, start=101):
        digits = f"579999{number:06d}"  # invented: no public body's
        receiver = invoicing.PartyDraft(
            name=f"Kommunen, {one.name}", cvr="10203060", valid_from=at, gln=f"{digits}{gln_check_digit(digits)}",
            street="Rådhusvej", building=str(number - 100), city="Demoby", postcode="2750", order=f"{one.code}-{YEAR}",
            person="FISK", cost=f"{number:05d}", format="oioubl" if number % 2 else "peppol",
        )  # fmt: skip
        invoicing.write_party(tenant.scope, tenant.contract.uid, tenant.units[one.code].uid, receiver, now=moment)


def _save(tenant: Tenant, costs: Mapping[tuple[str, str], Sequence[int]]) -> None:
    """Baselines worked back from what cleaning costs and what it saved, and one initiative a part of the town."""
    savings.load_costs([
        savings.CostEntry(
            **money.row_of(tenant, *key), uid=uid("town-cost", *key, month), month=date(YEAR, month, 1), kind="fee",
            reference=f"fees {YEAR}-{month:02d}", amount_minor=amount,
            recorded_at=money.after(date(YEAR, month, 1), 5),
        )
        for key, months in costs.items() for month, amount in enumerate(months, start=1)
    ])  # fmt: skip
    held = savings.load_baselines([_baseline(tenant, key, months) for key, months in costs.items()])
    baselines = {one.unit_id: one for one in held if one.line_code == "CLN"}
    items = savings.load_savings([
        _item(tenant, number, code, baselines[tenant.units[code].pk], costs[code, "CLN"])
        for number, code in enumerate(IDEAS, start=1)
    ])  # fmt: skip
    done = [one for one in items if one.state in ("verified", "recurring")]
    transfers = savings.load_transfers([_transfer(tenant, one) for one in done])
    savings.load_verifications([
        savings.Verification(
            **_columns(tenant, item), uid=uid("town-verified", item.number), item=item, baseline=item.baseline,
            year=YEAR, amount_minor=transfer.amount_minor, cashable=True, counts=True, transfer=transfer,
            evidence="Budgetopfølgning 4. kvartal 2025", verified_by_id=tenant.people["FIN-C"].pk,
            verified_at=datetime(YEAR + 1, 1, 8, 10, tzinfo=UTC),
        )
        for item, transfer in zip(done, transfers, strict=True)
    ])  # fmt: skip


def _columns(tenant: Tenant, item: savings.SavingItem) -> dict[str, object]:
    code = next(code for code, unit in tenant.units.items() if unit.pk == item.unit_id)
    return money.row_of(tenant, code, item.line_code)


def _baseline(tenant: Tenant, key: tuple[str, str], months: Sequence[int]) -> savings.Baseline:
    code, line = key
    spent = sum(months)
    before, rest = largest_remainders(spent + _saved(key, months), [0.9, 0.1])
    lines = [
        {"code": f"{line}-1", "name": "Løn og materialer", "unit": "år", "unit_cost": str(Decimal(before) / 100),
         "driver": "1", "additions_minor": 0},
        {"code": f"{line}-2", "name": "Udstyr og afskrivning", "unit": "år", "unit_cost": str(Decimal(rest) / 100),
         "driver": "1", "additions_minor": 0},
    ]  # fmt: skip
    return savings.Baseline(
        **money.row_of(tenant, code, line), uid=uid("town-baseline", *key), year=2019, number=1, state="agreed",
        cost_lines=lines, total_minor=before + rest, specification="Udbudsbilag 3", side="customer",
        carried={str(YEAR): {f"{line}-1": {"driver": "1", "scope": "1", "index": "1"}}},
        evidence="Regnskab 2019, revideret", author_id=tenant.people["CTR-C"].pk,
        proposed_at=datetime(2024, 1, 10, 9, tzinfo=UTC), decided_by_id=tenant.people["CTR-P"].pk,
        decided_at=datetime(2024, 1, 22, 9, tzinfo=UTC),
    )  # fmt: skip


def _saved(key: tuple[str, str], months: Sequence[int]) -> int:
    percent = SAVED[key[0]] if key[1] == "CLN" else 3
    return sum(months) * percent // (100 - percent)


def _item(
    tenant: Tenant, number: int, code: str, baseline: savings.Baseline, months: Sequence[int]
) -> savings.SavingItem:
    title, state = IDEAS[code]
    bound = state != "forecast"
    return savings.SavingItem(
        **money.row_of(tenant, code, "CLN"), uid=uid("town-saving", code), number=f"SAV-{YEAR}-{number:04d}",
        title=title, kind="process", cashable=True, recurring=True, state=state, share_percent=Decimal(100),
        forecast_minor=_saved((code, "CLN"), months) * 80 // 10_000 * 100, cost_line="CLN-1" if bound else "",
        baseline=baseline if bound else None, owner_id=tenant.people["CTR-P"].pk,
        evidence="Ændret plan og opgørelse" if state in ("delivered", "verified", "recurring") else "",
        created_at=datetime(YEAR, 1, 9, 9, tzinfo=UTC), moved_at=datetime(YEAR, 3 + number, 4, 10, tzinfo=UTC),
    )  # fmt: skip


def _transfer(tenant: Tenant, item: savings.SavingItem) -> savings.BudgetTransfer:
    return savings.BudgetTransfer(
        **_columns(tenant, item), uid=uid("town-transfer", item.number), owner_party_id=tenant.customer.pk,
        from_month=date(YEAR, 7, 1), amount_minor=item.forecast_minor, reason=f"{item.number} {item.title}",
        person_id=tenant.people["FIN-C"].pk, recorded_at=datetime(YEAR, 6, 20, 9, tzinfo=UTC),
    )  # fmt: skip
