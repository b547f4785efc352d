"""A what-if over a district's whole contract: twelve lines at so many places, as the page works it out."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median
from typing import Any

from samdrift.kernel.fees import PriceTerms, VolumeStep
from samdrift.partnership.scaling.rules.effects import Picture, work_out
from samdrift.partnership.scaling.rules.levers import Levers, standing, wishes

LINES = 12
TODAY = date(2026, 1, 15)
WRITTEN = datetime(2024, 1, 1, tzinfo=UTC)
ASKED_MS = 200


def picture(sites: int) -> Picture:
    """A district with twelve lines at each place, prices indexed at each new year."""
    factors = {"f5": Decimal(1), "f3": Decimal("0.72"), "q3": Decimal(1), "q4": Decimal("1.12")}
    dated = {}
    for line in range(LINES):
        price = Decimal(100 + line)
        chain = []
        for year in (2024, 2026, 2027):
            chain.append((
                date(year, 1, 1),
                PriceTerms(f"I{line}", f"L{line}", "m2_year", price, settings=factors, base_price=Decimal(100 + line)),
            ))  # fmt: skip
            price = (price * Decimal("1.021")).quantize(Decimal("0.01"))
        dated[f"I{line}"] = chain
    steps = [
        VolumeStep(f"I{line}", 1, site, "f5 q3", Decimal(1000 + site), date(2024, 1, 1), WRITTEN)
        for line in range(LINES)
        for site in range(sites)
    ]
    return Picture(dated, steps, (date(2024, 1, 1), date(2032, 12, 31)))


def once(sites: int) -> float:
    """Milliseconds for moving everything at once: frequency, and a tenth of the area."""
    seen = picture(sites)
    began = time.perf_counter()
    levers = Levers({"f": "f3"}, percent=Decimal(-10))
    wished, _stay = wishes(standing(seen.steps), seen.book(TODAY), levers)
    effect = work_out(seen, wished, submitted=TODAY, requested=TODAY)
    spent = (time.perf_counter() - began) * 1000
    assert len(effect.lines) == LINES * sites
    return spent


def run(sites: int = 30, times: int = 7) -> dict[str, Any]:
    """The middle of several runs at one and four times the places: the time grows with them, not faster."""
    found = {f"ms_{many}_sites": round(median(once(many) for _ in range(times)), 1) for many in (sites, sites * 4)}
    return {**found, "asked_ms": ASKED_MS, "lines": LINES}


if __name__ == "__main__":
    print(run())
