"""What stands in the console's form."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

LONGEST = 4000
FIELDS = (
    "contact",
    "q",
    "who",
    "at",
    "text",
    "type",
    "auto",
    "name",
    "reach",
    "avoidable",
    "note",
    "uid",
    "version",
    "passed",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the form."""

    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def contact(self) -> UUID | None:
        """The contact in hand, as the form names it."""
        return uid_of(self["contact"])

    @property
    def version(self) -> int | None:
        """The contact's version as the page showed it; None where it showed none."""
        text = self["version"]
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    @property
    def passed(self) -> list[str]:
        """The articles that did not fit in this contact."""
        return self["passed"].split()

    @property
    def who(self) -> int | None:
        """The chosen caller's id."""
        return int(self["who"]) if self["who"].isascii() and self["who"].isdecimal() and len(self["who"]) < 19 else None


def given_in(sent: QueryDict) -> Given:
    """The form's fields as they came."""
    return Given({name: sent.get(name, "").replace("\x00", "")[:LONGEST] for name in FIELDS})


def picked(given: Given, key: str) -> Given:
    """The form with what was chosen from the findings: a caller or a place; the search begins anew."""
    kind, _colon, rest = key.partition(":")
    values = given.values | {"q": ""}
    if kind == "who":
        values |= {"who": rest}
    elif kind in ("site", "space", "asset"):
        values |= {"at": key}
    elif kind == "drop":
        values |= {rest: ""} if rest in ("who", "at") else {}
    return Given(values)


def uid_of(text: str) -> UUID | None:
    """The uid a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
