"""The verifier: recomputes what stands in a bundle from its events and terms, and names every difference.

Pieces of work are read one after another, so that a bundle of any length takes little memory.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from samdrift.kernel.bundles import behind_form, form
from samdrift.kernel.bundles.behind import Found
from samdrift.kernel.bundles.billing import Billing
from samdrift.kernel.bundles.chain import Chain, read_chain
from samdrift.kernel.bundles.comparing import Rows, unlike, unlike_cells
from samdrift.kernel.bundles.differing import Difference, Differences
from samdrift.kernel.bundles.figures import Figures, differences
from samdrift.kernel.bundles.heads import Held, held
from samdrift.kernel.bundles.meanings import WRONG
from samdrift.kernel.bundles.money import Ledger, fee_cells
from samdrift.kernel.bundles.opening import Bundle, NotABundle
from samdrift.kernel.bundles.payloads import Payloads
from samdrift.kernel.bundles.periods import Period
from samdrift.kernel.bundles.proving import Proof
from samdrift.kernel.bundles.sealed import Story
from samdrift.kernel.bundles.stories import stories
from samdrift.kernel.bundles.telling import (
    Happened,
    Row,
    moment,
    pause_rows,
    promise_rows,
    quote_rows,
    request_told,
)
from samdrift.kernel.bundles.terms import (
    CALENDAR_KEYS,
    RULE_KEYS,
    Terms,
    rows_of,
    sealed_calendar,
    sealed_rule,
    terms_from,
)
from samdrift.kernel.bundles.usual import Usual
from samdrift.kernel.seals import HASH_BYTES

_SETTLING = form.MONEY | form.BILLED | form.AGREED


@dataclass(slots=True)
class Report:
    """What verifying found.

    Attributes:
        events, requests, promises, fees, invoices, lines: How many were worked out again.
        fees_minor: What the fees come to, in hundredths.
        worked: How many rows behind other lines were worked out again, by table.
        untold: How many rows and lines were not: they were written before the book told enough.
        keys: The public keys that signed heads in it name.
        heads: Which places lead to a head somebody can rely on.
    """

    contract: str = ""
    period: str = ""
    events: int = 0
    requests: int = 0
    promises: int = 0
    places: int = 0
    fees: int = 0
    fees_minor: int = 0
    invoices: int = 0
    lines: int = 0
    keys: set[str] = field(default_factory=set)
    worked: dict[str, int] = field(default_factory=dict)
    untold: dict[str, int] = field(default_factory=dict)
    heads: Held = field(default_factory=Held)
    differences: Differences = field(default_factory=Differences)


def verify(path: Path, *, kept: Mapping[int, str] | None = None, key: str | None = None) -> Report:
    """Recompute a bundle.

    Args:
        kept: Heads of the book the reader kept, by position, as hex.
        key: The public key of the other party's installation, as hex.
    Raises:
        NotABundle: It cannot be read as one.
    """
    collecting = gc.isenabled()
    gc.disable()  # Millions of rows come and go without a cycle; looking for some takes a fifth of the time.
    try:
        with Bundle(path) as bundle:
            found = _Check(bundle, kept or {}, key).report()
        found.heads = held(path, kept or {}, key)
        found.differences += found.heads.differences
        return found
    finally:
        if collecting:
            gc.enable()


class _Check:
    """One reading of a bundle from its first file to its last."""

    def __init__(self, bundle: Bundle, kept: Mapping[int, str], key: str | None) -> None:
        self.bundle, self.kept, self.key = bundle, kept, key
        self.found = Report(bundle.manifest["contract"], bundle.manifest["period"])
        self.rules: list[dict[str, Any]] = []
        self.calendars: list[dict[str, Any]] = []
        self.published: dict[str, Happened] = {}
        self.ledger, self.billing = Ledger(), Billing()
        self.payloads = Payloads()

    def report(self) -> Report:
        """What there is to say about the bundle."""
        bundle = self.bundle
        contract = bundle.json(form.CONTRACT)
        if not isinstance(contract, dict):
            raise NotABundle(f"{form.CONTRACT}: it is no object")
        for key, named in (("code", "contract"), ("timezone", "timezone")):
            if contract.get(key) != bundle.manifest[named]:
                self._differ(form.MANIFEST, "", named, bundle.manifest[named], str(contract.get(key)))
        self.calendars = rows_of(bundle.json(form.CALENDARS), form.CALENDARS, CALENDAR_KEYS)
        self.rules = rows_of(bundle.json(form.RULES), form.RULES, RULE_KEYS)
        terms = terms_from(self.calendars, self.rules)
        try:
            figures = Figures(Period(self.found.period, bundle.manifest["timezone"]))
            self.proof = Proof(figures.period)
        except (ValueError, OverflowError) as wrong:
            raise NotABundle(f"{form.MANIFEST}: {wrong}") from wrong
        chain, unlike = read_chain(bundle, self.kept, self.key)
        self.found.differences += unlike
        self.found.keys, self.found.places = chain.keys, sum(map(len, chain.leaves)) // HASH_BYTES
        places = self._places()
        self._work(terms, figures, chain, places)
        self._terms()
        if bundle.version >= form.SINCE[form.FEES]:
            with self._guarded(form.FEES):
                self._fees(contract, figures.period, places)
        for where, stated, counted in differences(bundle.json(form.FIGURES), figures.as_written(bundle.version)):
            self._differ(form.FIGURES, "", where, stated, counted)
        for name in bundle.unlike:
            self._differ(name, "", "SHA-256", "other bytes than the manifest names", "these")
        return self.found

    def _places(self) -> dict[tuple[str, str], str]:
        """The codes of places by kind and number."""
        places = dict[tuple[str, str], str]()
        for _number, row in self.bundle.table(form.PLACES):
            place = row["kind"], row["number"]
            if place in places:
                self._differ(form.PLACES, " ".join(place), "", "a row that stands twice", "each once")
            places[place] = row["code"]
        return places

    def _work(self, terms: Terms, figures: Figures, chain: Chain, places: Mapping[tuple[str, str], str]) -> None:
        tables = [Rows(self.bundle, name) for name in form.STORIES]
        usual = Usual(terms, self.payloads, places, figures, self.proof.counted)
        for story in stories(self.bundle, chain):
            subject = story.subject
            self.found.events += story.many
            for position in story.unlike:
                row = f"{subject} at {position}"
                self._differ(form.EVENTS, row, "event", "another event", "the one that was sealed")
            lines = self._lines(tables, subject)
            if usual.take(story, lines):
                continue
            events = self._events(story)
            rows = {table.name: [table.cells(row) for row in lines.get(table.name, ())] for table in tables}
            try:
                self._subject(subject, events, rows, terms, figures, places)
            except NotABundle:
                raise
            except WRONG as wrong:
                self._impossible(form.EVENTS, subject, wrong)
        for table in tables:
            for row in table.rest():
                self._differ(table.name, row, "", "this row", "")
        usual.finish()
        self.found.requests += usual.requests
        self.found.promises += usual.promises

    def _lines(self, tables: Sequence[Rows], subject: str) -> dict[str, list[str]]:
        """The rows about a subject by table; rows before them are about something no event tells of."""
        found = dict[str, list[str]]()
        for table in tables:
            if table.about > subject:
                continue
            if table.about < subject:
                for row in table.before(subject):
                    self._differ(table.name, row, "", "this row", "")
            if table.about == subject:
                found[table.name] = table.of(subject)
        return found

    def _events(self, story: Story) -> list[Happened]:
        """What happened to a piece of work."""
        events, read, subject = list[Happened](), self.payloads.read, story.subject
        for number, position, kind, happened_at, content, line, site, unit in story.in_full():
            try:
                payload = read(content, subject, form.EVENTS, number)
                at = moment(happened_at)
            except NotABundle:
                raise
            except WRONG as wrong:
                self._impossible(form.EVENTS, f"{subject} at {position}", wrong)
            else:
                events.append(Happened(kind, at, payload, line, site, unit, position))
        return events

    def _fees(self, contract: Mapping[str, Any], period: Period, places: Mapping[tuple[str, str], str]) -> None:
        """The fees of each month by prices, index factors and volumes as the book tells them, and the invoices."""
        within = (date.fromisoformat(contract["starts_on"]), date.fromisoformat(contract["ends_on"]))
        firsts = dict(zip(period.months, period.first_days, strict=True))

        told: dict[int, list[tuple[str, ...]]] = {}
        owed: dict[int, dict[tuple[str, str, str, str], tuple[str, str]]] = {}

        def rows(month: str, at: datetime | None) -> tuple[int, list[tuple[str, ...]]]:
            lines = self.ledger.lines(firsts[month], within, at)
            alike = id(lines)  # kept there: the same list for the same fees
            if alike not in told:
                told[alike] = fee_cells(month, lines, places)
            return alike, told[alike]

        def by_key(month: str, at: datetime) -> dict[tuple[str, str, str, str], tuple[str, str]]:
            if month not in firsts:
                return {}
            alike, found = rows(month, at)
            if alike not in owed:
                owed[alike] = {
                    (item, unit, site, setting): (amount, line)
                    for _month, item, unit, site, setting, line, _quantity, _price, amount in found
                }
            return owed[alike]

        now = [row for month in period.months for row in rows(month, None)[1]]
        stated = [tuple(cells) for _number, cells in self.bundle.rows(form.FEES)]
        if self.bundle.version < form.MONTH_SINCE:
            stated = [(self.found.period, *cells) for cells in stated]
        if stated != now:
            here, there = (
                [dict(zip(form.COLUMNS[form.FEES], one, strict=True)) for one in some] for some in (stated, now)
            )
            self.found.differences += unlike(form.FEES, here, there)
        self.found.fees, self.found.fees_minor = len(now), sum([int(row[-1]) for row in now])
        invoices = [row for _number, row in self.bundle.table(form.INVOICES)]
        lines = [row for _number, row in self.bundle.table(form.LINES)]
        self.found.invoices, self.found.lines = len(invoices), len(lines)
        self.found.differences += self.billing.differences(invoices, lines, by_key)
        if self.bundle.version >= form.SINCE[behind_form.CREDITS]:
            self._behind(within, places, invoices, lines)
        if self.bundle.version >= form.TOLD_SINCE and self.billing.untold:
            self.found.untold[form.INVOICES] = self.billing.untold

    def _behind(
        self, within: tuple[date, date], places: Mapping[tuple[str, str], str], invoices: list[Row], lines: list[Row]
    ) -> None:
        """What stands behind lines that are no volumes: each table by its own rule, then the lines."""
        charged = [row for _number, row in self.bundle.table(behind_form.EXTRAS)]
        first = [line for line in lines if line["invoice"] not in self.billing.notes]
        every, known = Found(), frozenset[str]()
        for name, way in self.proof.ways(self.ledger, within, places, charged, first).items():
            with self._guarded(name):
                found = way()
                known |= self.proof.compare(self.bundle, found, self._compare)
                every.add(found)
        self.found.differences += self.proof.lines(every, known, self.billing, invoices, lines)
        self.found.worked, self.found.untold = self.proof.worked, self.proof.untold

    @contextmanager
    def _guarded(self, name: str) -> Iterator[None]:
        """Let what cannot be worked out be a difference: nobody knows what a hostile bundle holds."""
        try:
            yield
        except NotABundle:
            raise
        except WRONG as wrong:
            self._impossible(name, "", wrong)

    def _impossible(self, name: str, row: str, wrong: Exception) -> None:
        self._differ(name, row, "", "what cannot have happened", f"{type(wrong).__name__}: {wrong}")

    def _subject(
        self,
        subject: str,
        events: list[Happened],
        rows: Mapping[str, list[list[str]]],
        terms: Terms,
        figures: Figures,
        places: Mapping[tuple[str, str], str],
    ) -> None:
        kinds = {event.kind for event in events}
        expected: dict[str, list[Row]] = {name: [] for name in form.STORIES}
        if kinds & form.PRICED:
            quote, charges = quote_rows(subject, _number(rows[form.QUOTES]), events)
            expected |= {form.QUOTES: [quote], form.CHARGES: charges}
        request = None
        if "requests.submitted" in kinds:
            request = request_told(events).row(subject, _number(rows[form.REQUESTS]), places)
            expected[form.REQUESTS] = [request]
            self.found.requests += 1
        if kinds & form.PROMISED:
            named = {cells[1]: cells[2] for cells in rows[form.PROMISES]}
            expected[form.PROMISES] = list(promise_rows(subject, events, terms, named))
            if kinds & form.PAUSED:
                expected[form.PAUSES] = list(pause_rows(subject, events))
            self.found.promises += len(expected[form.PROMISES])
        for name, told in expected.items():
            if told or rows[name]:
                self.found.differences += unlike_cells(name, rows[name], told)
        line = request["line"] if request else next((e.line for e in reversed(events) if e.kind in form.PROMISED), "")
        figures.add(request, expected[form.PROMISES], events, line)
        self.proof.take(subject, events, request, expected[form.PROMISES])
        if kinds & _SETTLING:
            self._settle(events)

    def _settle(self, events: list[Happened]) -> None:
        """Take in what was agreed on prices and terms, and what was billed."""
        for event in events:
            if event.kind in form.MONEY:
                self.ledger.take(event)
            if event.kind in form.BILLED:
                self.billing.take(event)
            if event.kind in form.AGREED:
                self.published[str(event.payload.get("policy_uid") or event.payload.get("calendar_uid"))] = event

    def _compare(self, name: str, stated: list[Row], expected: list[Row]) -> None:
        self.found.differences += unlike(name, stated, expected)

    def _terms(self) -> None:
        """What the book sealed of terms when they were published, compared with what the bundle holds of them."""
        for number, rule in enumerate(self.rules, start=1):
            self._published(form.RULES, number, rule["rule"], rule["code"], form.digest_of(sealed_rule(rule)))
        for number, calendar in enumerate(self.calendars, start=1):
            digest = form.digest_of(sealed_calendar(calendar))
            self._published(form.CALENDARS, number, calendar["calendar"], calendar["code"], digest)

    def _published(self, name: str, number: int, uid: object, code: object, digest: str) -> None:
        event = self.published.get(str(uid))
        if event is None:
            return
        if event.payload.get("code") != code:
            self._differ(name, f"row {number}", "code", str(code), str(event.payload.get("code")))
        if event.payload.get("digest") and event.payload["digest"] != digest:
            self._differ(
                name, f"row {number}", "terms", "other terms", "those the book sealed when they were published"
            )

    def _differ(self, name: str, row: str, column: str, stated: str, found: str) -> None:
        self.found.differences.append(Difference(name, row, column, stated, found))


def _number(rows: list[list[str]]) -> str:
    """What people call a piece of work: nothing else tells of it."""
    return rows[0][1] if rows else ""
