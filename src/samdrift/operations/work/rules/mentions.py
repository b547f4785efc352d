"""Who is meant by an @ in a comment."""

import re
from collections.abc import Mapping

_AT = re.compile(r"(?:^|(?<=[\s(,;:]))@(?=\w)")


def mentioned(body: str, names: Mapping[int, str]) -> tuple[set[int], list[str]]:
    """The people a text mentions, and what follows an @ that names nobody, or more than one.

    Args:
        names: Whom one may mention, as the writer knows them. A whole name counts; a given name where one has it.
    """
    found: set[int] = set()
    unknown: list[str] = []
    folded = {pk: name.casefold() for pk, name in names.items()}
    for at in _AT.finditer(body):
        rest = body[at.end() :].casefold()
        whole = {pk for pk, name in folded.items() if name and _begins(rest, name)}
        given = whole or {pk for pk, name in folded.items() if name and _begins(rest, name.split()[0])}
        longest = max((len(folded[pk]) for pk in given), default=0)
        best = {pk for pk in given if len(folded[pk]) == longest} if whole else given
        if len(best) == 1:
            found |= best
        else:
            unknown.append(re.match(r"[\w-]+", body[at.end() :])[0])  # type: ignore[index]
    return found, unknown


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()
