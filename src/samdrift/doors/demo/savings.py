"""The demonstration's savings: baselines of 239.6 million, a year's cost, budgets, initiatives in every state (§7.2).

A unit's baseline is worked back from what its services cost in 2025 and what it is said to have saved, so every sum is
exact in every profile: 27.6 of 239.6 million, Østjylland best (story 5), the fleet of Sydsjælland below nothing (6).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import generator, largest_remainders, uid
from samdrift.doors.demo.people import Parties, all_powerful
from samdrift.kernel.savings import half_up, month_share
from samdrift.partnership.performance import public as performance
from samdrift.partnership.savings import public as savings
from samdrift.registers.contracts import public as contracts

YEAR, BASE_YEAR, INDEX = 2025, 2023, Decimal("1.0450")
ROUND = 100_000  # thousands of kroner
SAVED_OF_COST = (276, 2_120)  # 27.6 saved where 212.0 were spent: 239.6 before
# Per cent of its baseline each unit saved, before the sum is made exact.
TARGETS = {
    "NJ": 11.8, "OJ": 15.4, "MV": 10.9, "SOJ": 12.4, "SSJ": 8.2, "FYN": 13.1, "SLF": 4.6, "MVS": 9.4, "NS": 12.7,
    "KV": 11.2, "KBH": 12.2, "BOR": 6.8, "RP": 13.4, "NSK": 12.0, "ET": 8.8, "PS": 13.8, "KIT": 10.2, "AC": 9.8,
}  # fmt: skip
TYRES = ("SLF", "FLT", 6)  # story 6: the fleet cost so many per cent more than before
WHY = "Regnskab 2023, konto pr. kreds, revisorerklæring af 12. marts 2024"
# line, kind, in cash, state, title: every unit has the first two and two of the others.
IDEAS = (
    ("CLN", "spec", True, "recurring", "Rengøring efter behov i kontorer"),
    ("MNT", "process", True, "verified", "Fælles vagt og færre tilkald"),
    ("CAR", "process", True, "delivered", "Pedeller på tværs af stationer"),
    ("GRD", "volume", True, "in_delivery", "Vilde bede i stedet for plæner"),
    ("RES", "price", True, "baseline_agreed", "Fælles indkøb til kantiner"),
    ("WST", "process", False, "forecast", "Færre beholdere, bedre sortering"),
    ("MAI", "process", True, "idea", "En postrunde om dagen i små huse"),
    ("CLN", "spec", True, "rejected", "Færre ugentlige rengøringer i kontorer"),
    ("REC", "avoidance", False, "verified", "Selvbetjent besøgsregistrering"),
)  # fmt: skip
DOUBLE = "Omkostningslinjen CLN-1 er allerede knyttet til et andet initiativ."
# Extra work ordered for the year that has begun: of whom and of what, in which month, per mille of the year's cost.
ORDERED = (
    ("KBH", "MNT", 3, 14, "Nye ventilatorer i kælderen, tilbud T-2026-003"),
    ("KBH", "CLN", 2, 4, "Hovedrengøring efter ombygning, tilbud T-2026-007"),
    ("NJ", "GRD", 4, 30, "Nye hegn ved garagerne, tilbud T-2026-002"),
    ("SSJ", "MNT", 5, 9, "Udskiftning af porte, tilbud T-2026-005"),
)
TYRE_DEAL = "Dækaftalen blev dyrere end de gamle aftaler."
VERIFIED_SHARE = {"CLN": 80, "MNT": 70, "REC": 40}
OPEN_BOOK = (58, 14, 9, 12, 7)  # labour, subcontractors, materials, overhead, margin
GATE = {"critical": ["K01", "K02", "K09"], "satisfaction": ["K15"], "safety": []}  # what decides how gains are shared
AREAS = {one.code: (one.area_m2, one.vehicles, one.users) for one in figures.UNITS}
Key = tuple[str, str]
Costs = Mapping[Key, list[int]]


def load_savings(made: Parties, contract_id: int, *, as_of: datetime) -> int:
    """Load all of it; how many initiatives there are."""
    told = _Story(made, contract_id, as_of)
    savings.load_costs(list(told.entries()))
    savings.load_commitments(list(told.commitments()))
    baselines = savings.load_baselines(list(told.baselines()))
    held = {(told.codes[row.unit_id], row.line_code): row for row in baselines if row.state == "agreed"}
    items = savings.load_savings(list(told.items(held)))
    transfers = savings.load_transfers(list(told.transfers(items)))
    savings.load_verifications(list(told.verifications(items, held, transfers)))
    savings.load_budgets(list(told.budgets(transfers)))
    savings.load_sheets(list(told.sheets()))
    _share(told)
    return len(items)


class _Story:
    """What everything is worked out from: the year's fees and what each unit's service saved of them."""

    def __init__(self, made: Parties, contract_id: int, as_of: datetime) -> None:
        self.made, self.contract_id, self.as_of = made, contract_id, as_of
        self.codes = {unit.pk: code for code, unit in made.units.items()}
        self.costs = self._costs()
        self.saved = _saved(self.costs)

    def row(self, key: Key) -> dict[str, Any]:
        """The columns every row about a unit's service has."""
        return {
            "community_id": self.made.community.pk, "data_class": "D2", "contract_id": self.contract_id,
            "unit_id": self.made.units[key[0]].pk, "line_code": key[1],
        }  # fmt: skip

    def person(self, role: str) -> int:
        return self.made.faces[role].pk

    def _costs(self) -> dict[Key, list[int]]:
        found: dict[Key, list[int]] = defaultdict(lambda: [0] * 12)
        for month in range(12):
            for fee in contracts.fees_of_month(self.contract_id, date(YEAR, month + 1, 1)):
                found[self.codes[fee.unit_id], fee.line][month] += fee.amount_minor
        return {key: found[key] for key in sorted(found)}

    def entries(self) -> Iterator[savings.CostEntry]:
        for key, months in self.costs.items():
            for month, amount in enumerate(months, start=1):
                first = date(YEAR, month, 1)
                booked = datetime(YEAR + month // 12, month % 12 + 1, 5, 8, tzinfo=UTC)
                yield savings.CostEntry(
                    **self.row(key), uid=uid("cost", *key, month), month=first, kind="fee", amount_minor=amount,
                    reference=f"fees {first:%Y-%m}", recorded_at=booked,
                )  # fmt: skip

    def commitments(self) -> Iterator[savings.Commitment]:
        """What was ordered for the year that has begun and is not booked yet."""
        for unit, line, month, share, what in ORDERED:
            if (unit, line) in self.costs:
                title, _comma, reference = what.partition(", ")
                amount = sum(self.costs[unit, line]) * share // 100_000 * 100
                yield savings.Commitment(
                    **self.row((unit, line)), uid=uid("committed", unit, line), month=date(YEAR + 1, month, 1),
                    owner_party_id=self.made.customer.pk, title=title, reference=reference, promised_minor=amount,
                    left_minor=amount, person_id=self.person("FIN-C"),
                    recorded_at=datetime(YEAR + 1, 1, 7, 9, tzinfo=UTC),
                )  # fmt: skip

    def baselines(self) -> Iterator[savings.Baseline]:
        agreed = datetime(2024, 4, 8, 9, tzinfo=UTC)
        for number, (key, saved) in enumerate(self.saved.items()):
            lines, carried = _lines(key, sum(self.costs[key]) + saved)
            # The prices of 2026 are not regulated yet, and so neither is what they are compared with.
            told: dict[str, Any] = {
                **self.row(key), "year": BASE_YEAR, "cost_lines": lines,
                "carried": dict.fromkeys((str(YEAR), str(YEAR + 1)), carried),
                "evidence": WHY, "specification": "Kravspecifikation bilag 2", "side": "customer",
                "total_minor": sum(half_up(Decimal(one["unit_cost"]) * Decimal(one["driver"]) * 100) for one in lines),
            }  # fmt: skip
            yield savings.Baseline(
                **told, uid=uid("baseline", *key), number=1, state="agreed", author_id=self.person("CTR-C"),
                proposed_at=agreed - timedelta(days=20), decided_by_id=self.person("CTR-P"), decided_at=agreed,
            )  # fmt: skip
            if number == 0:  # one that waits for the customer's answer
                yield savings.Baseline(
                    **{**told, "side": "provider", "evidence": "Rettet areal efter opmåling i december 2025"},
                    uid=uid("baseline", *key, 2), number=2, state="proposed", author_id=self.person("CTR-P"),
                    proposed_at=self.as_of - timedelta(days=3),
                )  # fmt: skip

    def items(self, held: Mapping[Key, savings.Baseline]) -> Iterator[savings.SavingItem]:
        number = 0
        units = sorted({code for code, _line in self.costs}, key=list(TARGETS).index)
        for place, code in enumerate(units):
            others = [2 + (place + step) % (len(IDEAS) - 2) for step in (0, 3)]
            for which in (0, 1, *others):
                if (code, IDEAS[which][0]) in held:
                    number += 1
                    yield self._item(number, code, which, held)
        if TYRES[:2] in held:
            item = self._item(number + 1, TYRES[0], 1, held)
            item.line_code, item.state, item.reason, item.title = "FLT", "lapsed", TYRE_DEAL, "Fælles dækaftale"
            item.cost_line, item.baseline, item.cashable = "FLT-1", held[TYRES[:2]], False
            item.forecast_minor = sum(self.costs[TYRES[:2]]) // 50
            item.uid = uid("saving", "SLF", "tyres")
            yield item

    def _item(self, number: int, code: str, which: int, held: Mapping[Key, savings.Baseline]) -> savings.SavingItem:
        line, kind, cash, state, title = IDEAS[which]
        key = (code, line)
        moved = datetime(YEAR, 2 + which, 3 + number % 20, 10, tzinfo=UTC)
        bound = state not in ("idea", "forecast", "rejected")
        return savings.SavingItem(
            **self.row(key), uid=uid("saving", code, which), number=f"SAV-{YEAR}-{number:04d}", title=title, kind=kind,
            cashable=cash, recurring=True, state=state,
            forecast_minor=0 if state == "idea" else max(self.saved[key], 0) * 85 // 10_000 * 100,
            cost_line=f"{line}-1" if bound else "", baseline=held[key] if bound else None,
            owner_id=self.person("DIST-MGT" if code == "KBH" else "CTR-P"),
            evidence="Ændret plan og opgørelse pr. måned" if state in ("delivered", "verified", "recurring") else "",
            reason=DOUBLE if state == "rejected" else "", created_at=datetime(YEAR, 1, 6, 9, tzinfo=UTC),
            moved_at=moved, share_percent=Decimal(100),
        )  # fmt: skip

    def verified(self, item: savings.SavingItem) -> int:
        """What finance verified of an initiative in the year."""
        if item.state not in ("verified", "recurring"):
            return 0
        return max(self.saved[self.codes[item.unit_id], item.line_code], 0) * VERIFIED_SHARE[item.line_code] // 100

    def transfers(self, items: Any) -> Iterator[savings.BudgetTransfer]:
        for item in items:
            amount = self.verified(item)
            if amount and item.cashable:
                key = (self.codes[item.unit_id], item.line_code)
                yield savings.BudgetTransfer(
                    **self.row(key), uid=uid("transfer", item.number), owner_party_id=self.made.customer.pk,
                    from_month=date(YEAR, 7, 1), amount_minor=amount, reason=f"{item.number} {item.title}",
                    person_id=self.person("FIN-C"), recorded_at=datetime(YEAR, 6, 20, 9, tzinfo=UTC),
                )  # fmt: skip

    def verifications(self, items: Any, held: Mapping[Key, savings.Baseline], transfers: Any) -> Iterator[Any]:
        by_number = {one.reason.partition(" ")[0]: one for one in transfers}
        for item in items:
            if item.state == "lapsed":  # it saved a little in its first year
                yield savings.Verification(
                    **self.row(TYRES[:2]), uid=uid("verified", item.number, YEAR - 1), item=item,
                    baseline=held[TYRES[:2]], year=YEAR - 1, amount_minor=max(sum(self.costs[TYRES[:2]]) // 100, 1),
                    cashable=False, counts=False, evidence="Budgetopfølgning 4. kvartal 2024",
                    verified_by_id=self.person("FIN-C"), verified_at=datetime(YEAR, 1, 9, 10, tzinfo=UTC),
                )  # fmt: skip
            amount = self.verified(item)
            if amount:
                key = (self.codes[item.unit_id], item.line_code)
                yield savings.Verification(
                    **self.row(key), uid=uid("verified", item.number), item=item, baseline=held[key], year=YEAR,
                    amount_minor=amount, cashable=item.cashable, counts=item.cashable and item.kind != "avoidance",
                    transfer=by_number.get(item.number), evidence="Budgetopfølgning 4. kvartal 2025",
                    verified_by_id=self.person("FIN-C"), verified_at=datetime(YEAR + 1, 1, 8, 10, tzinfo=UTC),
                )  # fmt: skip

    def budgets(self, transfers: Any) -> Iterator[savings.Budget]:
        given_up = {(self.codes[one.unit_id], one.line_code): one.amount_minor for one in transfers}
        for key, months in self.costs.items():
            spare = generator("budget", *key).randint(-10, 80)
            spent = sum(months)
            year = spent + spent * spare // 1_000 + given_up.get(key, 0)
            for of_year, total in ((YEAR, year), (YEAR + 1, (year - given_up.get(key, 0)) * 102 // 100)):
                for month in range(1, 13):
                    yield savings.Budget(
                        **self.row(key), uid=uid("budget", *key, of_year, month), owner_party_id=self.made.customer.pk,
                        month=date(of_year, month, 1), amount_minor=month_share(total, month),
                        recorded_at=datetime(of_year - 1, 12, 1, 9, tzinfo=UTC),
                    )  # fmt: skip

    def sheets(self) -> Iterator[savings.CostSheet]:
        lines: dict[str, int] = defaultdict(int)
        for (_unit, line), months in self.costs.items():
            lines[line] += sum(months)
        for line, total in sorted(lines.items()):
            labour, hired, material, overhead, margin = largest_remainders(total, list(map(float, OPEN_BOOK)))
            yield savings.CostSheet(
                community_id=self.made.community.pk, data_class="D2", contract_id=self.contract_id, line_code=line,
                uid=uid("sheet", line), year=YEAR, number=1, labour_minor=labour, subcontract_minor=hired,
                materials_minor=material, overhead_minor=overhead, margin_minor=margin,
                published_by_id=self.person("CTR-P"), published_at=datetime(YEAR + 1, 1, 12, 9, tzinfo=UTC),
            )  # fmt: skip


def _saved(costs: Costs) -> dict[Key, int]:
    """What each unit's service saved, in øre: 276 for every 2,120 spent, by unit as TARGETS says, by line as spent."""
    spent: dict[str, int] = defaultdict(int)
    for (code, _line), months in costs.items():
        spent[code] += sum(months)
    # The baseline is a round sum: months, rounded one by one, leave some øre of the year's 212.0 million.
    before = sum(spent.values()) * sum(SAVED_OF_COST) / SAVED_OF_COST[1]
    total = round(before / ROUND) * ROUND - sum(spent.values())
    weights = [spent[code] * TARGETS[code] / (100 - TARGETS[code]) for code in spent]
    of_unit = dict(zip(spent, largest_remainders(total, weights), strict=True))
    saved: dict[Key, int] = {}
    for code, amount in of_unit.items():
        lines = [key for key in costs if key[0] == code]
        if TYRES[:2] in lines:
            lines.remove(TYRES[:2])
            saved[TYRES[:2]] = -sum(costs[TYRES[:2]]) * TYRES[2] // 100
            amount -= saved[TYRES[:2]]
        parts = largest_remainders(amount, [float(sum(costs[key])) for key in lines])
        saved |= dict(zip(lines, parts, strict=True))
    return {key: saved[key] for key in costs}


def _lines(key: Key, adjusted_minor: int) -> tuple[list[dict[str, Any]], dict[str, dict[str, str]]]:
    """Two cost lines that carried to the year come to `adjusted_minor` exactly.

    The first goes by square metres, vehicles or users and by the price index; the second is equipment at cost.
    """
    code, line = key
    area, vehicles, users = AREAS[code]
    driver, unit = {"FLT": (vehicles, "køretøj")}.get(line, (users, "bruger") if line in ("RES", "MEE", "DSK", "REC")
                                                      else (area, "m²"))  # fmt: skip
    before = driver * (100 + generator("baseline", code).randint(1, 3)) // 100
    price = (Decimal(adjusted_minor) * 9 / 1_000 / driver / INDEX).quantize(Decimal("0.01"), ROUND_DOWN)
    rest = Decimal(adjusted_minor - half_up(price * driver * INDEX * 100)) / 100
    lines = [
        {"code": f"{line}-1", "name": "Løn og materialer", "unit": unit, "unit_cost": str(price),
         "driver": str(before), "additions_minor": 0},
        {"code": f"{line}-2", "name": "Udstyr og afskrivning, til kostpris", "unit": "år", "unit_cost": str(rest),
         "driver": "1", "additions_minor": 0},
    ]  # fmt: skip
    return lines, {f"{line}-1": {"driver": str(driver), "scope": "1", "index": str(INDEX)}}


def _share(told: _Story) -> None:
    """Gains beyond what was planned for are shared; the settlement of the year waits for signatures."""
    planned = sum(map(sum, told.costs.values())) * 2 // 100
    savings.load_schemes(
        [
            savings.Scheme(
                community_id=told.made.community.pk, data_class="D2", contract_id=told.contract_id, kind="gainshare",
                number=1, terms={"threshold_minor": planned}, clause="12.4", state="agreed", side="provider",
                proposed_by_id=told.person("CTR-P"), proposed_at=datetime(2024, 4, 2, 9, tzinfo=UTC),
                decided_by_id=told.person("CTR-C"), decided_at=datetime(2024, 4, 8, 9, tzinfo=UTC),
                uid=uid("scheme", "NP"),
            )
        ]
    )  # fmt: skip
    # The gain is worked out before anybody signed December's report; what shows quality are the figures frozen so far.
    known = performance.frozen_year(told.contract_id, YEAR)
    quality = savings.quality_of({code: (one.line, one.missed) for code, one in known.figures.items()}, GATE)
    savings.settle_gain(
        all_powerful(told.made.community.pk, told.person("FIN-C")), told.contract_id, YEAR, quality=quality,
        evidence=f"KPI {YEAR}, {known.months} frosne måneder: {_missed(known)}", now=told.as_of,
    )  # fmt: skip


def _missed(known: performance.FrozenYear) -> str:
    missed = [code for code in sorted({*GATE["critical"], *GATE["satisfaction"]}) if known.figures[code].missed]
    return f"{', '.join(missed)} ikke opfyldt" if missed else "alle opfyldt"
