"""The fees of a month of a contract with all lines: at once, four times and sixteen times the sites of tenant A.

Fourteen volumes a site, a tenth of them changed inside the month, prices regulated on its sixteenth. Kernel alone.
"""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

from samdrift.kernel.fees import PriceTerms, VolumeStep, lines_of_month

ITEMS, SITES = 14, 250
MAY, BEGAN = date(2025, 5, 1), date(2024, 1, 1)
RECORDED = datetime(2024, 1, 1, tzinfo=UTC)


def run(sites: int = SITES, repeats: int = 3) -> dict[str, float]:
    """Milliseconds of a month at 1×, 4× and 16× the sites, the best of `repeats`, and how much a site costs more."""
    found = {f"ms_at_{times}x": round(1e3 * _seconds(sites * times, repeats), 1) for times in (1, 4, 16)}
    return {"sites": sites, **found, "a_site_at_16x_to_1x": round(found["ms_at_16x"] / found["ms_at_1x"] / 16, 2)}


def _seconds(sites: int, repeats: int) -> float:
    book = {f"I{number}": [(BEGAN, _terms(number, "100.00")), (date(2025, 5, 16), _terms(number, "101.03"))]
            for number in range(ITEMS)}  # fmt: skip
    steps = [step for site in range(sites) for number in range(ITEMS) for step in _steps(site, number)]
    best = float("inf")
    for _time in range(repeats):
        begun = time.perf_counter()
        lines = lines_of_month(book, steps, MAY)
        best = min(best, time.perf_counter() - begun)
        assert len(lines) == sites * ITEMS
    return best


def _terms(number: int, price: str) -> PriceTerms:
    settings = {"f3": Decimal("0.72"), "f5": Decimal(1)}
    return PriceTerms(f"I{number}", "CLN", "m2_year", Decimal(price), settings=settings)


def _steps(site: int, number: int) -> list[VolumeStep]:
    setting = ("f3", "f5")[site % 2]
    first = VolumeStep(f"I{number}", site // 14, site, setting, Decimal(1000 + site), BEGAN, RECORDED)
    if (site + number) % 10:
        return [first]
    return [first, VolumeStep(first.item, first.unit_id, site, setting, Decimal(-40), date(2025, 5, 12), RECORDED)]
