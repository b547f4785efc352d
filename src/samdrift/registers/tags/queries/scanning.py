"""What a scanned code leads to: one statement on the hot path, two more only for a code that was replaced."""

import json
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from samdrift.foundation.fields import in_language
from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import Scope
from samdrift.registers.tags import rules
from samdrift.registers.tags.formats.codes import code_in
from samdrift.registers.tags.models import Tag

SECURED = "secured"
LONGEST_LINE = 10

_COLUMNS = (
    "id", "uid", "code", "version", "state", "disclosure", "anonymous_allowed", "community_id", "data_class",
    "last_scan_on", "successor_id", "community__uid", "community__code", "community__language",
    "site_id", "site__name", "site__zone", "site__timezone", "site__unit_id", "site__version",
    "space_id", "space__number", "space__name", "space__use", "space__outdoor", "space__zone", "space__version",
    "space__storey__name", "space__storey__building__name", "space__storey__building__code",
    "space__storey__building_id",
    "asset_id", "asset__name", "asset__number", "asset__kind", "asset__zone", "asset__version",
)  # fmt: skip

_WHY = "whoever scans a code stands before it; what may be told is decided from the answer"
_BY_CODE = Prepared(lambda code: Tag.objects.filter(code=code).values_list(*_COLUMNS), "@code@", reason=_WHY)
_BY_PK = Prepared(lambda pk: Tag.objects.filter(pk=pk).values_list(*_COLUMNS), -77_001, reason=_WHY)


@dataclass(frozen=True, slots=True)
class Scanned:
    """A known tag as a scan meets it: itself or its successor, and the place it leads to.

    Attributes:
        scanned_id: The tag that was scanned; `tag_id` differs from it where another took over.
        answer: What the person is answered with, for somebody not cleared.
        secured: Strangers must not learn where this is.
        stamp: Changes whenever what the page shows may have changed.
    """

    scanned_id: int
    tag_id: int
    tag_uid: UUID
    code: str
    state: str
    community_id: int
    community_uid: UUID
    community_code: str
    community_language: str
    answer: rules.Answer
    secured: bool
    site_id: int | None
    unit_id: int | None
    timezone: str
    space_id: int | None
    asset_id: int | None
    data_class: str
    seen_on: date | None
    stamp: str
    _row: dict[str, Any]

    @property
    def building_id(self) -> int | None:
        """The building it hangs in, where its room is known."""
        building: int | None = self._row["space__storey__building_id"]
        return building

    @property
    def object_kind(self) -> str:
        """The kind of place or thing, as problem chips are kept by."""
        if self.asset_id is not None:
            return f"asset:{self._row['asset__kind']}"
        if self._row["space__outdoor"]:
            return "space:outdoor"
        return f"space:{self._row['space__use'] or '*'}"

    def name(self, language: str) -> str:
        """What the thing or room is called."""
        row = self._row
        if self.asset_id is not None:
            return str(row["asset__name"] or row["asset__number"])
        if self.space_id is not None:
            number, name = row["space__number"], row["space__name"]
            return f"{name} {number}" if name and name != number else str(number)
        return in_language(row["site__name"], language)

    def path(self, language: str) -> str:
        """Where it is, from the site down."""
        row = self._row
        parts = [in_language(row["site__name"], language) if self.space_id or self.asset_id else ""]
        parts += [row["space__storey__building__name"] or "", row["space__storey__name"] or ""]
        if self.asset_id is not None and self.space_id is not None:
            number, name = row["space__number"], row["space__name"]
            parts.append(f"{name} {number}" if name and name != number else number)
        return " › ".join(dict.fromkeys(part for part in parts if part))


def scanned(typed: str) -> Scanned | None:
    """The tag behind what was scanned or typed, of whichever community; None when nobody knows the code.

    What is no code at all costs the same statement as one that might be.
    """
    found = _BY_CODE.rows(code_in(typed) or "-")
    if not found:
        _work_as_much()
        return None
    line = [dict(zip(_COLUMNS, found[0], strict=True))]
    while line[-1]["state"] in rules.ENDED and line[-1]["successor_id"] and len(line) < LONGEST_LINE:
        after = _BY_PK.rows(line[-1]["successor_id"])
        if not after:
            break
        line.append(dict(zip(_COLUMNS, after[0], strict=True)))
    return _scanned(line[0], line)


def _work_as_much() -> None:
    """Do for an unknown code what a known one costs, so that a stopwatch cannot tell them apart."""
    row = dict.fromkeys(_COLUMNS, "")
    for name in ("uid", "community__uid"):
        row[name] = str(UUID("01a20310-c300-7cc1-aae1-b4b064e0a6e8"))
    row.update(json.loads('{"site__name": {"en": "Nowhere", "da": "Nowhere", "sv": "Nowhere"}, "successor_id": null}'))
    date.fromisoformat("2025-01-01")
    nobody = dict(zip(_COLUMNS, list(row.values()), strict=True)) | {"state": "mounted", "code": "0" * 11}
    _scanned(nobody, [nobody])


def _scanned(first: dict[str, Any], line: list[dict[str, Any]]) -> Scanned:
    last = line[-1]
    successors = {a["code"]: b["code"] for a, b in pairwise(line)}
    secured = _is_secured(last)
    answer = rules.answer_to_scan(
        first["code"],
        states={row["code"]: row["state"] for row in line},
        successor_of=successors,
        secured={last["code"]} if secured else frozenset(),
        cleared=False,
    )
    stamp = ".".join(str(last[name] or 0) for name in ("uid", "version", "site__version", "space__version"))
    return Scanned(
        scanned_id=first["id"], tag_id=last["id"], tag_uid=last["uid"], code=last["code"], state=last["state"],
        community_id=last["community_id"], community_uid=last["community__uid"],
        community_code=last["community__code"], community_language=last["community__language"], answer=answer,
        secured=secured, site_id=last["site_id"], unit_id=last["site__unit_id"],
        timezone=last["site__timezone"] or "UTC", space_id=last["space_id"], asset_id=last["asset_id"],
        data_class=last["data_class"], seen_on=first["last_scan_on"],
        stamp=f"{stamp}.{last['asset__version'] or 0}.{answer.form}", _row=last,
    )  # fmt: skip


def _is_secured(row: dict[str, Any]) -> bool:
    """Secured by the tag's own word or by any zone it lies in, so that a room made secured today is silent today."""
    zones = (row["site__zone"], row["space__zone"], row["asset__zone"])
    return row["disclosure"] == SECURED or SECURED in zones or not row["anonymous_allowed"]


def may_know_place(scope: Scope, found: Scanned) -> bool:
    """Whether a signed-in person may be told where the code hangs: a tag they may see, in their own community."""
    if scope.community_id != found.community_id or found.site_id is None:
        return False
    where: dict[str, object] = {"site": found.site_id, "unit": found.unit_id}
    where["data_class"] = "D8" if found.secured else found.data_class
    return scope.allows("estate.view", **where) or scope.allows("tags.view", **where)
