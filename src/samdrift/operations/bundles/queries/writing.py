"""The open book of a contract and a period, written as a bundle; read at one moment, a piece of work after another."""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain as joined
from operator import attrgetter
from typing import Any, BinaryIO
from uuid import UUID

from samdrift.foundation.events.public import (
    Sealed,
    heads_between,
    leaves_of,
    owed_seals,
    sealed_events,
    stretches_of,
)
from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import behind_form, form, sealed
from samdrift.kernel.bundles.figures import SHOWING, Figures
from samdrift.kernel.bundles.money import fee_rows
from samdrift.kernel.bundles.periods import Period
from samdrift.kernel.bundles.telling import Happened, moment
from samdrift.operations.bundles import registry
from samdrift.operations.bundles.formats.lines import Lines, above_events
from samdrift.operations.bundles.formats.packing import Packing, Table, gathered, room_for_rows, spread
from samdrift.operations.bundles.queries import rows as tables
from samdrift.operations.bundles.queries.behind import gathered_behind, places_in
from samdrift.operations.bundles.queries.chosen import chosen, parts_of
from samdrift.operations.bundles.queries.terms import contract_as_written, terms_as_written
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

Progress = Callable[[int, int], None]
_COVERED = (*sealed.SHARED, *sealed.OWN)
_SHARED = len(sealed.SHARED)
_LINE, _SITE, _UNIT = (sealed.SHARED.index(name) for name in ("line", "site", "unit"))
_KIND, _HAPPENED_AT = (sealed.OWN.index(name) for name in ("kind", "happened_at"))
_READ = SHOWING | behind_form.KINDS
"""The events of which more is asked than that they stand in the file."""


class NotSealed(RuntimeError):
    """Something was recorded that the book has not sealed yet: seal, and begin again."""


@dataclass(slots=True)
class Written:
    """What a bundle holds: how many of each, and the fingerprint by which the book knows it."""

    requests: int = 0
    promises: int = 0
    events: int = 0
    fingerprint: str = ""


def write_book(
    contract: contracts.Contract, period: str, file: BinaryIO, *, progress: Progress = lambda _done, _all: None
) -> Written:
    """Write the open book of a month, 2025-03, or a year, 2025, into a file; whoever calls asked whether one may.

    Raises:
        NotSealed: The book is behind.
        ValueError: It is no period.
    """
    if owed_seals(contract.community_id):
        raise NotSealed
    months = Period(period, _timezone_of(contract))
    with ExitStack() as open_until_written:
        return _Writing(contract, months, file, progress, open_until_written).written()


def _timezone_of(contract: contracts.Contract) -> str:
    with everywhere(reason="the time zone in which a community counts its months"):
        return parties.Community.objects.get(pk=contract.community_id).timezone


class _Writing:
    """One bundle on its way into its file."""

    def __init__(
        self, contract: contracts.Contract, period: Period, file: BinaryIO, progress: Progress, stack: ExitStack
    ) -> None:
        self.contract, self.period, self.progress = contract, period, progress
        self.figures = Figures(period)
        self.packing = Packing(stack.enter_context(zipfile.ZipFile(file, "w")))
        self.tables = {name: Table(name, stack.enter_context(room_for_rows())) for name in form.STORIES}
        self.money = {name: Table(name, stack.enter_context(room_for_rows())) for name in form.MONTHLY}
        self.behind = {name: Table(name, stack.enter_context(room_for_rows())) for name in behind_form.COLUMNS}
        self.places = Table(form.PLACES, stack.enter_context(room_for_rows()))
        self.found = Written()
        self.positions: list[int] = []
        self.salts = bytearray()
        self.lines = Lines()
        self.sites: set[int] = set()
        self.units: set[int] = set()

    def written(self) -> Written:
        """Write file after file."""
        rules, calendars, of_terms = terms_as_written(self.contract)
        work = chosen(self.contract, self.period.begin, self.period.end)
        billed = [registry.billed(self.contract.pk, day) for day in self.period.first_days]
        behind = gathered_behind(self.contract.pk, self.period.first_days)
        told = {*work, *of_terms, *behind.subjects, *(subject for one in billed for subject in one.subjects)}
        self.packing.put(form.CONTRACT, [spread(contract_as_written(self.contract))])
        self.packing.put(form.CALENDARS, [spread(calendars)])
        self.packing.put(form.RULES, [spread(rules)])
        self.packing.put(form.EVENTS, gathered(self._events(sorted(told, key=attrgetter("int"))), 100))
        self.packing.put(form.PATTERNS, [self.lines.patterns()])
        self.packing.put(form.SALTS, [bytes(self.salts)], level=0)  # nor do salts
        for table in self.tables.values():
            self.packing.put(table.name, table.pieces())
        self._money(billed)
        for name, table in self.behind.items():
            for row in behind.tables[name]:
                table.add(row)
            self.packing.put(name, table.pieces())
        self.packing.put(form.PLACES, self.places.pieces())
        self._seals()
        self.packing.put(form.FIGURES, [spread(self.figures.as_written())])
        period = self.period
        manifest = {"contract": self.contract.code, "period": period.written, "timezone": period.timezone}
        self.found.fingerprint = self.packing.finish(manifest)
        return self.found

    def _events(self, subjects: list[UUID]) -> Iterator[bytes]:
        done = 0
        for some in parts_of(subjects):
            self.progress(done, len(subjects))
            rows = tables.rows_of(some)
            every = sealed_events(self.contract.community_id, some, form.KINDS, _COVERED)
            for subject, told in every:
                # What had to be forgotten cannot be worked out again, so nothing is said of it.
                if all(one.salt for one in told):
                    yield "".join(self._subject(subject, told, rows)).encode()
            done += len(some)
        self.progress(done, done)

    def _subject(self, subject: str, told: list[Sealed], rows: dict[str, tables.Rows]) -> Iterator[str]:
        mine = {name: rows[name].get(subject, []) for name in form.STORIES}
        for name, some in mine.items():
            for row in some:
                self.tables[name].add(row)
        request = next(iter(mine[form.REQUESTS]), None)
        line = request["line"] if request else tables.line_of(mine[form.PROMISES])
        self.found.requests += request is not None
        self.found.promises += len(mine[form.PROMISES])
        self.found.events += len(told)
        read: list[Happened] = []
        above: list[Any] = []
        for position, salt, cells in told:
            shared, own, payload = cells[:_SHARED], cells[_SHARED:-1], cells[-1]
            if shared != above:
                above = shared
                yield above_events(shared)
            self.salts += salt
            yield self.lines.of(subject, position, own, payload)
            if own[_KIND] in _READ:
                at, what = moment(own[_HAPPENED_AT]), json.loads(payload)
                read.append(Happened(own[_KIND], at, what, shared[_LINE], shared[_SITE], shared[_UNIT]))
        self.figures.add(request, mine[form.PROMISES], read, line)
        self._note(told, read)

    def _note(self, told: Iterable[Sealed], read: Iterable[Happened]) -> None:
        """Remember the places in the book, and the places events name by number."""
        self.positions += [one.position for one in told]
        sites, units = places_in(read)
        self.sites |= sites.union(one.cells[_SITE] for one in told) - {None}
        self.units |= units.union(one.cells[_UNIT] for one in told) - {None}

    def _money(self, billed: list[registry.Billed]) -> None:
        """The fees and invoices of each month, and the places they name."""
        fees = [contracts.fees_of_month(self.contract.pk, day) for day in self.period.first_days]
        self.units.update(line.unit_id for lines in fees for line in lines)
        self.sites.update(line.site_id for lines in fees for line in lines if line.site_id is not None)
        places = self._add_places()
        for month, lines, sent in zip(self.period.months, fees, billed, strict=True):
            rows = {form.FEES: fee_rows(month, lines, places), form.INVOICES: sent.invoices, form.LINES: sent.lines}
            for name, table in self.money.items():
                for row in rows[name]:
                    table.add({**row, form.MONTH: month})
        for name, table in self.money.items():
            self.packing.put(name, table.pieces())

    def _add_places(self) -> dict[tuple[str, str], str]:
        with everywhere(reason="what the numbers of places in the book stand for"):
            sites = dict(estate.Site.objects.filter(pk__in=self.sites).values_list("pk", "code"))
            units = dict(parties.Unit.objects.filter(pk__in=self.units).values_list("pk", "code"))
        named = {}
        for kind, codes in (("site", sites), ("unit", units)):
            for number, code in sorted(codes.items()):
                self.places.add({"kind": kind, "number": number, "code": code})
                named[kind, str(number)] = code
        return named

    def _seals(self) -> None:
        title, stretches = stretches_of(self.contract.community_id, self.positions) if self.positions else ("", [])
        heads = {head.position: head for stretch in stretches for head in heads_between(stretch, title)}
        seals: dict[str, Any] = {
            "book": title,
            "stretches": [
                {"after": one.after, "head_before": one.head_before.hex(), "to": one.to, "head": one.head.hex()}
                for one in stretches
            ],
            "signed": [
                {
                    "day": head.day.isoformat(), "position": head.position, "head": head.head.hex(),
                    "signature": head.signature.hex(), "public_key": head.public_key.hex(),
                }
                for _position, head in sorted(heads.items())
            ],
        }  # fmt: skip
        self.packing.put(form.SEALS, [spread(seals)])
        leaves = joined.from_iterable(map(leaves_of, stretches))
        self.packing.put(form.LEAVES, leaves, level=0)  # hashes do not get any smaller
