"""What an employer says of its people when a contract changes hands: hours and skills of a day, keys that are out.

Rosters are the employer's own (decision 120). These are read across the gate for an exit pack that the employer's own
contract office opened them for, and hold nobody's name.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce.models import KeyHolding, Qualification, ShiftPattern
from samdrift.operations.workforce.rules import shifts as rules

REASON = "an exit pack the employer opened its staff list for; no name is told"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KeyOut:
    """A key or card in somebody's hands."""

    employment_id: int
    site: str
    kind: str
    label: str
    handed_on: date
    back_by: date | None


def weekly_minutes(employment_ids: Collection[int], day: date) -> dict[int, int]:
    """Paid minutes a week by the shifts that hold on a day, the mean of the weeks that repeat, where they are known."""
    found: dict[int, int] = {}
    holds = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    for some in _parts(employment_ids):
        with everywhere(reason=REASON):
            rows = ShiftPattern.objects.filter(holds, employment__in=some).order_by("valid_from", "pk")
            kept = list(rows.values_list("employment_id", "weeks"))
        for employment, weeks in kept:
            read = rules.read_weeks(weeks)
            minutes = sum(one.ends - one.starts - one.pause for week in read for windows in week for one in windows)
            found[employment] = round(minutes / len(read))
    return found


def skills_on(employment_ids: Collection[int], day: date) -> dict[int, list[str]]:
    """The codes of skills and qualifications held on a day, by employment; clearances are the state's to tell."""
    found: dict[int, list[str]] = {}
    holds = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    for some in _parts(employment_ids):
        with everywhere(reason=REASON):
            rows = Qualification.objects.filter(holds, employment__in=some, state="held", data_class="D4")
            rows = rows.exclude(skill__kind="clearance").order_by("skill__code", "pk")
            kept = list(rows.values_list("employment_id", "skill__code"))
        for employment, code in kept:
            found.setdefault(employment, []).append(code)
    return found


def keys_out(community_id: int, organisation_id: int, unit_ids: Collection[int]) -> Iterator[KeyOut]:
    """Keys and cards to places of these units in the hands of an employer's people; never those of secured places."""
    with everywhere(reason=REASON):
        rows = KeyHolding.objects.filter(
            community=community_id, employment__organisation=organisation_id, site__unit__in=unit_ids,
            returned_at__isnull=True, data_class="D4", site__data_class__in=("D0", "D1"),
        )  # fmt: skip
        kept = rows.order_by("site__code", "label", "pk").values_list(
            "employment_id", "site__code", "kind", "label", "handed_at", "back_by"
        )
        for employment, site, kind, label, handed_at, back_by in kept.iterator(chunk_size=2_000):
            yield KeyOut(employment, site, kind, label, handed_at.date(), back_by)


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(ids)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))
