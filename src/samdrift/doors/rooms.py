"""Which rooms have doors: one line a room. A room's pages are in web/urls.py, its part of the API in api.py."""

from importlib.util import find_spec

ROOMS = (
    "samdrift.registers.parties",
    "samdrift.registers.estate",
    "samdrift.registers.catalogue",
    "samdrift.registers.contracts",
    "samdrift.registers.tags",
    "samdrift.operations.promises",
    "samdrift.operations.approvals",
    "samdrift.operations.workforce",
    "samdrift.operations.requests",
    "samdrift.operations.disputes",
    "samdrift.operations.work",
    "samdrift.operations.planning",
    "samdrift.operations.dispatch",
    "samdrift.operations.field",
    "samdrift.operations.rounds",
    "samdrift.operations.desk",
    "samdrift.operations.exchange",
    "samdrift.operations.bundles",
    "samdrift.partnership.performance",
    "samdrift.partnership.scaling",
    "samdrift.partnership.addons",
    "samdrift.partnership.savings",
    "samdrift.partnership.invoicing",
    "samdrift.partnership.joining",
    "samdrift.partnership.insight",
    "samdrift.partnership.reports",
    "samdrift.partnership.handover",
    "samdrift.partnership.benchmarking",
    "samdrift.foundation.checks",
    "samdrift.doors.ask",
    "samdrift.foundation.events",
    "samdrift.foundation.jobs",
    "samdrift.foundation.files",
    "samdrift.foundation.search",
    "samdrift.foundation.notices",
)


def doors_of_rooms(door: str) -> list[str]:
    """The modules of this kind ("web.urls" or "api") that rooms have; a room without one simply has no such door."""
    return [f"{room}.{door}" for room in ROOMS if _stands(room) and _stands(f"{room}.{door}")]


def _stands(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its folder is not there either
        return False
