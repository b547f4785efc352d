"""A district's day planned: 120 stops, 8 people, windows, skills, rests; 10 seconds of search against 60.

Target: at 10 s within 2 % of what 60 s give, and the checker finds no fault in either. The cost is what the solver is
asked to make small: metres, seconds between leaving and being back, and the worth of what nobody gets to.
"""

import time
from random import Random

from samdrift.operations.dispatch.rules.checking import faults
from samdrift.operations.dispatch.rules.figures import as_planned
from samdrift.operations.dispatch.rules.solving import Effort, cost_of, plan_of
from samdrift.operations.dispatch.rules.travel import tables
from samdrift.operations.dispatch.rules.values import Day, Rest, Stop, Worker, prize_of

HOUR = 3600
STOPS, PEOPLE, SITES = 120, 8, 30
SKILLS = ("electricity", "lift", "plumbing", "locks")
MINUTES = (10, 15, 15, 20, 20, 30, 30, 45)


def district(seed: int) -> Day:
    """A day somebody might have: a town with its surroundings, a depot in the middle, a quarter with windows."""
    chance = Random(seed)
    places = [(55.68, 12.55)] + [(55.68 + chance.gauss(0, 0.03), 12.55 + chance.gauss(0, 0.05)) for _ in range(SITES)]
    seconds, metres = tables(places, {})
    stops = tuple(_stop(chance, key) for key in range(STOPS))
    workers = tuple(
        Worker(
            key, 8 * HOUR, 16 * HOUR, 0, 0, frozenset(chance.sample(SKILLS, 3)), cleared=key % 3 == 0,
            rest=Rest(1800, 11 * HOUR, 13 * HOUR),
        )
        for key in range(PEOPLE)
    )  # fmt: skip
    return Day(stops, workers, seconds, metres)


def _stop(chance: Random, key: int) -> Stop:
    begins = chance.choice((0, 0, 0, 8, 9, 10, 12, 13)) * HOUR
    ends = begins + chance.choice((2, 3, 4)) * HOUR if begins else 16 * HOUR
    return Stop(
        key, chance.randint(1, SITES), chance.choice(MINUTES) * 60, begins, ends,
        frozenset(chance.sample(SKILLS, chance.choice((0, 0, 0, 1)))), secured=chance.random() < 0.08,
        prize=prize_of(chance.choice((2, 3, 3, 4, 4, 4, 5)), late=chance.random() < 0.2),
    )  # fmt: skip


def run(short: int = 10, long: int = 60, day: int = 1) -> dict[str, float]:
    """What a short and a long search give for the same day.

    Args:
        short, long: Seconds of search.
        day: Which invented day.
    """
    todays = district(day)
    told: dict[str, float] = {"stops": STOPS, "people": PEOPLE}
    costs = {}
    for name, seconds in (("short", short), ("long", long)):
        began = time.perf_counter()
        plan = plan_of(todays, Effort(seconds=seconds, rounds=10**9, seed=day))
        told[f"{name}_took_s"] = round(time.perf_counter() - began, 1)
        figures = as_planned(todays, plan)
        costs[name] = cost_of(todays, plan)
        told[f"{name}_km"] = round(figures.metres / 1000, 1)
        told[f"{name}_served"] = STOPS - figures.unserved
        told[f"{name}_faults"] = len(faults(todays, plan))
    told["short_costs_more_percent"] = round(100 * (costs["short"] - costs["long"]) / costs["long"], 2)
    return told


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:28} {figure}")
