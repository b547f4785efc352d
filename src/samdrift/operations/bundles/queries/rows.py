"""The rows of work as the tables hold them: what the verifier works out again from the events."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.foundation.texts import among, as_written
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.form import text_of
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work

Rows = dict[str, list[dict[str, str]]]
"""By the text of the uid of what they are about."""
_REQUEST = {
    "request": "uid", "number": "number", "line": "line_code", "type": "request_type__code", "channel": "channel",
    "site": "site__code", "unit": "unit__code", "priority": "priority", "state": "state", "received_at": "received_at",
    "resolved_at": "resolved_at", "closed_at": "closed_at", "reopened": "reopened",
}  # fmt: skip
_PROMISE = {
    "subject": "subject_uid", "clock": "kind", "promise": "uid", "rule": "policy__uid", "calendar": "calendar__uid",
    **{name: name for name in form.COLUMNS[form.PROMISES][5:]}, "key": "id", "line": "line_code",
}  # fmt: skip
"""The last two are in no table: they are for `line_of`."""
_PAUSE = {
    "subject": "subject_uid", "pause": "uid", "reason": "reason_code", "caused_by": "caused_by", "clocks": "kinds",
    **{name: name for name in form.COLUMNS[form.PAUSES][5:]},
}  # fmt: skip
_QUOTE = {"quote": "uid", **{name: name for name in form.COLUMNS[form.QUOTES][1:-1]}}
_CHARGE = {
    "quote": "quote__uid", "amount_minor": "amount_minor", "currency": "quote__currency", "written_at": "written_at",
}  # fmt: skip


def rows_of(subjects: Collection[UUID]) -> dict[str, Rows]:
    """The rows about these subjects, by table and subject, each in the order of the file."""
    about = among(subjects)
    with everywhere(reason="the open book of a period is the same for both parties"):
        asked = requests.ServiceRequest.objects.filter(uid__in=about).order_by("uid")
        clocks = promises.Promise.objects.filter(subject_uid__in=about).exclude(state="voided")
        spells = promises.Pause.objects.filter(subject_uid__in=about).exclude(standing="proposed")
        quotes = work.Quote.objects.filter(uid__in=about).order_by("uid")
        charges = work.Charge.objects.filter(quote__uid__in=about).order_by("quote__uid", "written_at", "pk")
        found = {
            form.REQUESTS: _read(asked, _REQUEST),
            form.PROMISES: _read(clocks.order_by("subject_uid", "kind"), _PROMISE),
            form.PAUSES: _read(spells.order_by("subject_uid", "uid"), _PAUSE),
            form.QUOTES: _read(quotes, _QUOTE),
            form.CHARGES: _read(charges, _CHARGE),
        }
    for rows in found[form.CHARGES].values():
        for place, row in enumerate(rows, start=1):
            row["place"] = text_of(place)
    for uid, rows in found[form.QUOTES].items():
        charged = sum(int(row["amount_minor"]) for row in found[form.CHARGES].get(uid, ()))
        rows[0]["charged_minor"] = text_of(charged)
    return found


def line_of(clocks: Sequence[Mapping[str, str]]) -> str:
    """The service line of work that is no request, as the promise given last has it."""
    return max(clocks, key=lambda row: int(row["key"]))["line"] if clocks else ""


def _read(rows: Any, columns: Mapping[str, str]) -> Rows:
    found: Rows = defaultdict(list)
    for values in as_written(rows, [*columns.values()]):
        cells = [value if type(value) is str else text_of(value) for value in values]
        found[cells[0]].append(dict(zip(columns, cells, strict=True)))
    return found
