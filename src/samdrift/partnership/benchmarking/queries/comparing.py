"""A kept pack beside what the rooms would tell now, as known when it was made."""

from dataclasses import dataclass
from typing import Any

from samdrift.partnership.benchmarking.models import Pack
from samdrift.partnership.benchmarking.queries.gathering import contract_of, gathered
from samdrift.partnership.benchmarking.queries.reading import data_of
from samdrift.partnership.reports import public as reports

MOST = 200
ANSWERED = ("said", "answers")


@dataclass(frozen=True, slots=True)
class Again:
    """What came of making a pack again.

    Attributes:
        whole: Whether the kept text still has its fingerprint.
        found: Where the rooms tell something else: the place as codes, what the pack says, and what is told today.
    """

    whole: bool
    found: list[tuple[str, str, str]]


def made_again(pack: Pack) -> Again:
    """Make a pack's data again, as known at its own moment, and name what differs.

    Raises:
        NoPrice: A volume has no price.
    """
    contract = contract_of(pack.community_id, pack.contract_id)
    kept = data_of(pack)
    again = gathered(contract, pack.first_day, pack.last_day, pack.level, pack.known_at, pack.number)
    found: list[tuple[str, str, str]] = []
    before, after = ({key: one for key, one in data.items() if key not in ANSWERED} for data in (kept, again))
    _differences("", before, after, found)
    return Again(reports.canonical.digest(pack.data) == pack.digest, found[:MOST])


def _differences(place: str, before: Any, after: Any, found: list[tuple[str, str, str]]) -> None:
    if before == after or len(found) >= MOST:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            _differences(f"{place}/{key}", before.get(key), after.get(key), found)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            name = one.get("key", number) if isinstance(one, dict) else number
            _differences(f"{place}/{name}", one, other, found)
    else:
        found.append((place, _short(before), _short(after)))


def _short(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
