"""Routing instances the world compares solvers with: our planning against plain pyvrp in equal time.

Each is put into the words of a day (stops, people, windows, loads, prizes) and planned by the same function as a team's
day; the checker looks at every plan. Left out are two kinds a day has no words for: fleets whose vehicles cost
differently (HFVRP), and routes limited in length of time apart from their window (MDVRPTW with a longest duration).
The instances stand beside the project in shared/data/vrp, or where SAMDRIFT_SHARED says.
"""

import os
import re
import time
from pathlib import Path
from typing import Any

from samdrift.operations.dispatch.rules.checking import faults
from samdrift.operations.dispatch.rules.solving import Effort, cost_of, plan_of
from samdrift.operations.dispatch.rules.values import MUST, Day, Stop, Weights, Worker

# Name, how its distances are rounded, and in how many parts of its best known cost's unit we count.
INSTANCES = (
    ("CVRP_X-n101-k25", "round", 1), ("CVRP_X-n139-k10", "round", 1), ("CVRP_X-n200-k36", "round", 1),
    ("pyvrp_RC208", "dimacs", 10), ("VRPTW_R1_10_1", "dimacs", 10), ("VRPTW_RC2_10_1", "dimacs", 10),
    ("PCVRPTW_R1_10_1", "dimacs", 1),
)  # fmt: skip
FOREVER = 10**8


def run(seconds: int = 10, only: str = "") -> dict[str, Any]:
    """For each instance: best known, ours and plain with their gaps in percent, and the faults the checker found.

    Args:
        seconds: For each search of either.
        only: The beginning of the names to try; all when left away.
    """
    import pyvrp
    from pyvrp.stop import MaxRuntime

    folder = _folder()
    told: dict[str, Any] = {}
    for name, rounding, parts in INSTANCES:
        if not name.startswith(only):
            continue
        data = pyvrp.read(folder / f"{name}.vrp", round_func=rounding)
        best = _best_known(folder / f"{name}.sol", parts)
        day = as_day(data)
        began = time.perf_counter()
        plan = plan_of(day, Effort(seconds=seconds, rounds=10**9))
        took = time.perf_counter() - began
        plain = pyvrp.solve(data, stop=MaxRuntime(seconds), seed=1, collect_stats=False, display=False)
        ours = cost_of(day, plan)
        told[name] = {
            "best_known": best, "ours": ours, "plain": int(plain.cost()), "ours_gap_percent": _gap(ours, best),
            "plain_gap_percent": _gap(int(plain.cost()), best), "ours_took_s": round(took, 1),
            "faults": len(faults(day, plan)),
        }  # fmt: skip
    return told


def as_day(data: Any) -> Day:
    """An instance as a day: every vehicle is somebody, every client a stop, and only ways cost."""
    stops = tuple(
        Stop(
            key, client.location, client.service_duration, client.tw_early, min(client.tw_late, FOREVER),
            prize=MUST if client.required else client.prize, load=client.delivery[0],
        )
        for key, client in enumerate(data.clients())
    )  # fmt: skip
    workers = []
    for kind in data.vehicle_types():
        start, end = (data.depots()[at] for at in (kind.start_depot, kind.end_depot))
        for _each in range(kind.num_available):
            workers.append(
                Worker(
                    len(workers), max(kind.tw_early, start.tw_early), min(kind.tw_late, end.tw_late, FOREVER),
                    start.location, end.location, capacity=kind.capacity[0],
                )
            )  # fmt: skip
    seconds, metres = data.duration_matrix(0).tolist(), data.distance_matrix(0).tolist()
    return Day(stops, tuple(workers), seconds, metres, Weights(metre=1, second=0))


def _best_known(path: Path, parts: int) -> int:
    return round(float(re.findall(r"Cost:?\s*([\d.]+)", path.read_text())[-1]) * parts)


def _gap(cost: int, best: int) -> float:
    return round(100 * (cost - best) / best, 2)


def _folder() -> Path:
    named = os.environ.get("SAMDRIFT_SHARED")
    above = Path(__file__).resolve().parents
    candidates = [Path(named)] if named else [folder / "shared" for folder in above]
    for candidate in candidates:
        if (candidate / "data" / "vrp").is_dir():
            return candidate / "data" / "vrp"
    raise FileNotFoundError("The instances are not here: set SAMDRIFT_SHARED to the folder that holds data/vrp.")


if __name__ == "__main__":
    for name, figures in run().items():
        print(name, figures)
