"""What other rooms tell work: who has which skill on which day."""

from collections.abc import Callable, Iterable
from datetime import date

# (community, person, codes, days, site) → the codes somebody does not hold on every one of the days, at the site.
Lacking = Callable[[int, int, Iterable[str], Iterable[date], int | None], list[str]]
_sources: dict[str, Lacking] = {}


def register_skills(name: str, lacking: Lacking) -> None:
    """Let `lacking` say which skills somebody does not have; a name announced twice stops the start-up.

    Until a room keeps skills nobody is held back by one: an order then names what it takes, and whoever gives it knows.
    """
    if name in _sources:
        raise ValueError(f"The skills {name} are announced twice.")
    _sources[name] = lacking


def forget_skills(name: str) -> None:
    """Take a source back: for the length of a test."""
    _sources.pop(name, None)


def lacking_skills(
    community_id: int, person_id: int, codes: Iterable[str], days: Iterable[date], site_id: int | None
) -> list[str]:
    """The skills this person lacks on some of these days, by whoever keeps them."""
    codes, days = list(codes), list(days)
    if not codes:
        return []
    found = (lacking(community_id, person_id, codes, days, site_id) for lacking in _sources.values())
    return list(dict.fromkeys(code for some in found for code in some))
