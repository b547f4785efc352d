"""What people can do and are allowed to do, and which keys they hold."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.models import KeyHolding, Qualification, SkillKind
from samdrift.operations.workforce.rules import expiry as rules


def skills_of(scope: Scope, person_ids: Iterable[int], day: date) -> Mapping[int, frozenset[str]]:
    """By person the codes of what they hold on a day, as far as the scope may see skills; one read."""
    rows = Qualification.objects.within(scope).filter(employment__person__in=list(person_ids), state="held")
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
    found: dict[int, set[str]] = {}
    for person, code in rows.values_list("employment__person_id", "skill__code"):
        found.setdefault(person, set()).add(code)
    return {person: frozenset(codes) for person, codes in found.items()}


def missing_skills(
    community_id: int, person_id: int, codes: Iterable[str], days: Iterable[date], site_id: int | None = None
) -> list[str]:
    """Which of the codes somebody does not hold on every one of the days, at a site; one read, none without codes.

    For whoever gives work: it answers codes only, so it asks nobody's gate.
    """
    wanted = list(dict.fromkeys(codes))
    if not wanted:
        return []
    return missing_of_people(community_id, [person_id], wanted, days, site_id)[person_id]


def missing_of_people(
    community_id: int, person_ids: Iterable[int], codes: Iterable[str], days: Iterable[date],
    site_id: int | None = None,
) -> dict[int, list[str]]:  # fmt: skip
    """The same for several people in one read; a person who lacks nothing has an empty list."""
    people, wanted, when = list(person_ids), {code: code.upper() for code in codes}, list(days)
    held: dict[int, list[rules.Held]] = {person: [] for person in people}
    with everywhere(reason="whether somebody may do a piece of work; only codes are answered"):
        rows = Qualification.objects.filter(
            community=community_id, employment__person__in=people, skill__code__in=list(wanted.values()), state="held"
        ).values_list("employment__person_id", "skill__code", "valid_from", "valid_to", "site_ids", "escort")
        for person, code, begins, ends, sites, escort in rows:
            held[person].append(rules.Held(code, begins, ends, tuple(sites), escort))
    lacking = {person: rules.missing(held[person], wanted.values(), when, site_id) for person in people}
    return {person: [code for code, known in wanted.items() if known in lacking[person]] for person in people}


def people_with(community_id: int, code: str, day: date) -> set[int]:
    """The people who hold a code on a day; one read."""
    with everywhere(reason="who may be asked to do a piece of work; only ids are answered"):
        rows = Qualification.objects.filter(
            community=community_id, skill__code=code.upper(), state="held", valid_from__lte=day
        )
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        return set(rows.values_list("employment__person_id", flat=True))


def keys_of(scope: Scope, person_ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """By person the sites they hold a key to, as far as the scope may see keys; one read."""
    rows = KeyHolding.objects.within(scope).filter(employment__person__in=list(person_ids), returned_at__isnull=True)
    found: dict[int, set[int]] = {}
    for person, site in rows.values_list("employment__person_id", "site_id"):
        found.setdefault(person, set()).add(site)
    return {person: frozenset(sites) for person, sites in found.items()}


def skill_kinds(scope: Scope) -> QuerySet[SkillKind]:
    """What may be written down of people, by kind and code."""
    return SkillKind.objects.within(scope).filter(retired=False).order_by("kind", "code")


def skill_kind(scope: Scope, code: str) -> SkillKind:
    """One of them by its code.

    Raises:
        DoesNotExist: There is none.
    """
    return SkillKind.objects.within(scope).get(code=code, retired=False)


def held_by(scope: Scope, employment_ids: Iterable[int]) -> dict[int, list[Qualification]]:
    """What people hold, by employment, what runs out first on top; one read."""
    rows = Qualification.objects.within(scope).filter(employment__in=list(employment_ids), state="held")
    found: dict[int, list[Qualification]] = {}
    for row in rows.select_related("skill").order_by("valid_to", "skill__code", "pk"):
        found.setdefault(row.employment_id, []).append(row)
    return found


def sees_qualification(scope: Scope, uid: UUID) -> bool:
    """Whether the scope may see that somebody holds something: for the papers that belong to it."""
    return Qualification.objects.within(scope).filter(uid=uid).exists()
