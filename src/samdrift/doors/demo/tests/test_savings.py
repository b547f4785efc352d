"""The demonstration's savings: 27.6 of 239.6 million exactly, districts between 4 and 16 per cent."""

from collections import defaultdict
from decimal import Decimal

from samdrift.doors.demo import county_savings, figures, savings
from samdrift.doors.demo.chance import largest_remainders
from samdrift.doors.demo.prices import VALUES
from samdrift.kernel.savings import Carried, CostLine, saving_of
from samdrift.partnership.savings.queries.schemes import guarantee_of


def full_costs() -> dict[tuple[str, str], list[int]]:
    """A year of the full profile, each line shared by the units' areas."""
    areas = {one.code: float(one.area_m2) for one in figures.UNITS}
    costs: dict[tuple[str, str], list[int]] = {}
    for line, value in VALUES.items():
        for code, part in zip(areas, largest_remainders(value * 100, list(areas.values())), strict=True):
            costs[code, line] = [part // 12] * 11 + [part - part // 12 * 11]
    return costs


def test_twenty_seven_point_six_of_two_hundred_thirty_nine_point_six_million_are_saved() -> None:
    costs = full_costs()
    saved = savings._saved(costs)
    spent = sum(map(sum, costs.values()))
    assert (spent, sum(saved.values())) == (212_000_000_00, 27_600_000_00)
    assert [key for key, amount in saved.items() if amount < 0] == [("SLF", "FLT")]


def test_each_district_saved_between_four_and_sixteen_per_cent_and_ostjylland_most() -> None:
    costs = full_costs()
    saved, spent = defaultdict(int), defaultdict(int)
    for key, amount in savings._saved(costs).items():
        saved[key[0]] += amount
        spent[key[0]] += sum(costs[key])
    percent = {code: 100 * saved[code] / (saved[code] + spent[code]) for code in spent}
    assert all(4 <= value <= 16 for value in percent.values()), percent
    assert max(percent, key=percent.__getitem__) == "OJ"
    assert min(percent, key=percent.__getitem__) == "SLF"


def test_a_worked_back_baseline_comes_to_its_amount_exactly() -> None:
    costs = full_costs()
    for key, amount in savings._saved(costs).items():
        adjusted = sum(costs[key]) + amount
        lines, carried = savings._lines(key, adjusted)
        told = [
            (
                CostLine(one["code"], Decimal(one["unit_cost"]), Decimal(one["driver"])),
                Carried(Decimal(held["driver"]), index_factor=Decimal(held["index"])) if held else
                Carried(Decimal(one["driver"])),
            )
            for one in lines for held in [carried.get(one["code"])]
        ]  # fmt: skip
        saving = saving_of(told, [])
        assert saving.adjusted_minor == adjusted
        assert saving.volume_minor <= 0
        assert saving.price_level_minor > 0


def test_the_county_is_six_per_cent_behind_its_guarantee() -> None:
    terms = guarantee_of(county_savings.GUARANTEE)
    verified = sum(first + second for _cost, first, second, _title in county_savings.LINES.values()) * 100
    assert terms.total_minor == 25_000_000_00
    assert (terms.up_to(2), verified) == (3_200_000_00, 3_008_000_00)
    assert Decimal(verified) / terms.up_to(2) == Decimal("0.94")
    assert sum(cost for cost, *_rest in county_savings.LINES.values()) == 22_000_000
