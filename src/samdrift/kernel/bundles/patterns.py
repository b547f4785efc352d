"""Payloads written once for all that differ in nothing but whom they are about and one value of their own.

From version 5 on `patterns.tsv` holds one pattern a line, the kind of its events and their canonical JSON apart by a
tab. In that JSON the byte 01 stands once for the subject, and before it the byte 02, at most once, for the value each
event has for itself. No JSON holds these bytes otherwise, and outside of texts nothing but JSON's own signs can stand:
so with texts in their places that hold neither quotes nor backslashes a pattern is JSON of the same form.
"""

from typing import NamedTuple

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.opening import Bundle, NotABundle
from samdrift.kernel.bundles.payloads import object_of

SUBJECT, VALUE = "\x01", "\x02"
MOST = 100_000
"""How many patterns a bundle may have."""
OWN_KEYS = {
    "requests.submitted": "received_at", "promises.opened": "started_at", "promises.pause_started": "pause_uid",
    "promises.pause_ended": "pause_uid",
}  # fmt: skip
"""Under which key an event of a kind holds what it has for itself."""


class Pattern(NamedTuple):
    """A kind of events, and the JSON of their payloads around the value of their own and their subject.

    Attributes:
        before: "" where they have no such value.
    """

    kind: str
    before: str
    between: str
    behind: str

    def payload(self, subject: str, value: str) -> str:
        """The payload of one event."""
        return f"{self.before}{value}{self.between}{subject}{self.behind}"


def patterns_of(bundle: Bundle) -> dict[str, Pattern]:
    """The patterns a bundle holds, by the numbers of their lines.

    Raises:
        NotABundle: One is not of that form, or there are too many.
    """
    found = dict[str, Pattern]()
    for number, line in bundle.texts(form.PATTERNS):
        kind, _tab, text = line.partition("\t")
        first, hole, behind = text.partition(SUBJECT)
        before, value, between = first.partition(VALUE)
        if number > MOST or not hole or any(one in f"{between}{behind}" for one in (SUBJECT, VALUE)):
            raise NotABundle(f"{form.PATTERNS} line {number}: no pattern of a bundle, or one too many")
        try:
            require_plain(kind)
            # A capital stands nowhere in JSON but within texts, these two not even in what is no number.
            object_of(text.replace(SUBJECT, "S").replace(VALUE, "V"), form.PATTERNS, number)
        except (TypeError, ValueError) as wrong:
            raise NotABundle(f"{form.PATTERNS} line {number}: {wrong}") from wrong
        parts = (before, between) if value else ("", before)
        found[str(number)] = Pattern(kind, *parts, behind)
    return found


def require_plain(text: str) -> None:
    """Require that cells can be put back between the keys in one way alone.

    Raises:
        ValueError: They cannot.
    """
    if '"' in text or "\\" in text:
        raise ValueError("these cells cannot be put back in one way alone")
