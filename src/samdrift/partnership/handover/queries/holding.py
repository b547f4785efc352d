"""All tables of a pack in their order, what each is called and means, and writing them into one file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from samdrift.foundation.datasets.public import datasets
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.sections import Text, told
from samdrift.partnership.handover.formats.packing import Counted, Field, Packing
from samdrift.partnership.handover.queries import documents, listed, papers, people, readiness, terms
from samdrift.partnership.handover.queries.asking import Asked, asked_for, column
from samdrift.partnership.handover.rules import Missing
from samdrift.registers.contracts import public as contracts

Rows = Iterator[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its code, what people call it, what it holds, its columns and its rows."""

    code: str
    title: Any
    meaning: Any
    fields: Callable[[Asked], Sequence[Field]]
    rows: Callable[[Asked], Rows]
    about_people: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    fingerprint: str
    tables: tuple[Counted, ...]
    documents: Counted
    missing: tuple[Missing, ...]


def _own(fields: Callable[[], Sequence[Field]]) -> Callable[[Asked], Sequence[Field]]:
    return lambda _asked: fields()


def _listed(code: str, meaning: Any) -> Table:
    return Table(
        code, datasets[listed.LISTED[code].dataset].name, meaning, partial(listed.fields_of, code=code),
        partial(listed.written, code=code),
    )  # fmt: skip


def tables() -> list[Table]:
    """Every table in its order."""
    return [
        Table("contract", _("The contract"), _("Parties, term and service lines."), _own(terms.contract_fields),
              terms.contract_rows),
        _listed("sites", _("Every site of the units the contract covers.")),
        _listed("rooms", _("Every room and outdoor area there, with its area and use.")),
        _listed("assets", _("Every installation and thing, with the day it was installed, condition and warranty.")),
        _listed("tags", _("Every code on a wall or thing, where it hangs and how it is.")),
        _listed("requests", _("Requests that are open.")),
        _listed("work", _("Work orders that are open.")),
        Table("plans", _("Plans"), _("Every plan that goes on, with its terms as they hold on the day."),
              _own(papers.plan_fields), papers.plan_rows),
        _listed("planned", _("Each time a plan comes due that is not done yet: what is overdue, and what lies ahead.")),
        Table("prices", _("Price book"), _("Every price as it holds on the day."), _own(terms.price_fields),
              terms.price_rows),
        Table("volumes", _("Volumes"), _("What is ordered on the day, by unit and site."), _own(terms.volume_fields),
              terms.volume_rows),
        _listed("changes", _("Changes of service that are asked for and not in force yet.")),
        Table("options", _("Options"), _("Options of the contract and whether they were used."),
              _own(terms.option_fields), terms.option_rows),
        Table("obligations", _("Obligations"), _("What each side has to do and when it was last kept."),
              _own(terms.duty_fields), terms.duty_rows),
        _listed("invoices", _("Invoices that are neither paid nor given back, and any with a part in dispute.")),
        _listed("credits", _("Service credits that are on no invoice yet.")),
        Table("papers", _("Documents"), _("Certificates, the open books that were made, and frozen reports."),
              _own(papers.paper_fields), papers.paper_rows),
        Table("staff", _("Staff list"), _("Who works here, by job, hours and terms, without names."),
              _own(people.staff_fields), people.staff_rows, about_people=True),
        Table("keys", _("Keys and cards"), _("Keys and cards in somebody's hands; none of secured places."),
              _own(people.key_fields), people.key_rows, about_people=True),
    ]  # fmt: skip


def write_pack(contract: contracts.Contract, day: date, file: BinaryIO, *, with_staff: bool) -> Written:
    """Write the pack of a contract as of a day; the same data give the same bytes, and nobody's moment is in them."""
    asked = asked_for(contract, day, with_staff=with_staff)
    packing = Packing(file)
    held = [table for table in tables() if with_staff or not table.about_people]
    counted = []
    for table in held:
        title, meaning = told(table.title), told(table.meaning)
        counted.append(packing.table(table.code, title, meaning, table.fields(asked), table.rows(asked)))
    filed = [packing.document(name, pieces) for name, pieces in documents.written(asked)]
    lines = tuple(readiness.missing(asked))
    fields = [
        column("line", "string", _("Line of the list")), column("count", "integer", _("How many")),
        *(column(f"says_{language}", "string", _("What it counts")) for language in LANGUAGES),
    ]  # fmt: skip
    says = [(one.code, str(one.count), *told(readiness.SENTENCES[one.code]).values()) for one in lines]
    packing.table("readiness", told(_("What was missing")), told(READINESS), fields, says)
    for language in LANGUAGES:
        packing.text(f"README.{language}.md", _readme(asked, list(zip(held, counted, strict=True)), lines, language))
    fingerprint = packing.finish(
        {
            "name": f"{contract.code.lower()}-{day.isoformat()}", "title": contract.name.get("en", contract.code),
            "titles": dict(contract.name), "contract": contract.code, "day": day.isoformat(), "with_staff": with_staff,
        }
    )  # fmt: skip
    return Written(fingerprint, tuple(counted), Counted("documents", len(filed), sum(filed)), lines)


READINESS = _("Counted when the pack was made: what should be settled before it is handed over.")
AS_OF = _(
    "Terms, prices, volumes, plans' terms, hours and certificates are those of the day. Registers, open work and money "
    "stand as they stood when the pack was made."
)
NOT_IN_IT = _(
    "Nothing restricted is in this pack: no secured places and no keys to them, no cases, no health or inclusion "
    "data, no column with names of people, and nothing that is one party's own. What belongs to another contract is "
    "not here. Titles of requests and work stand as people typed them."
)
DOCUMENTS = _(
    "Files of certificates and the texts of frozen reports lie in documents/, files under the hash of their bytes; "
    "papers.csv says which belong to which document, and how many are left out because they are restricted or gone. "
    "Of the open books it tells the fingerprint: both parties take those along themselves."
)
HOW = _(
    "Each table is CSV in UTF-8 with a line of names on top. datapackage.json describes every column (Table Schema), "
    "and names the SHA-256 of every file; its own is the fingerprint both parties confirm. Days are ISO 8601, moments "
    "UTC, amounts ending in _minor are whole hundredths. A text that a spreadsheet would run begins with an apostrophe."
)
STAFF_CLOSED = _(
    "The staff list and the keys are not in this pack: they are the provider's own, and its contract office opens them."
)
STAFF_OPEN = _(
    "The staff list tells people under a pseudonym; the employer's register says who is who. People whose identity is "
    "protected are not in it: their employer hands their terms over itself."
)


def _readme(
    asked: Asked, held: Sequence[tuple[Table, Counted]], lines: Sequence[Missing], language: str
) -> str:  # fmt: skip
    """The page for people, in one language: what the pack is, its tables with their columns, and what was missing."""
    contract = asked.contract

    def said(text: Any, **values: Any) -> str:
        with override(language):
            return str(text) % values if values else str(text)

    def name(texts: Text) -> str:
        return texts.get(language) or texts.get("en", "")

    parts = [
        "# " + said(_("Exit pack of %(contract)s as of %(day)s"), contract=contract.code, day=asked.day.isoformat()),
        f"{name(contract.name)}: {name(contract.customer.name)} – {name(contract.provider.name)}",
        said(AS_OF), said(NOT_IN_IT), said(DOCUMENTS), said(STAFF_OPEN if asked.with_staff else STAFF_CLOSED),
        said(HOW),
        "## " + said(_("Tables")),
    ]  # fmt: skip
    for table, counted in held:
        rows = said(_("%(count)s rows"), count=counted.rows)
        parts.append(f"### {said(table.title)} (data/{table.code}.csv, {rows})\n\n{said(table.meaning)}")
        parts.append("\n".join(_line(one, language) for one in table.fields(asked)))
    parts.append("## " + said(_("What was missing")))
    parts.append("\n".join(f"- {one.count}: {said(readiness.SENTENCES[one.code])}" for one in lines))
    return "\n\n".join(parts) + "\n"


def _line(one: Field, language: str) -> str:
    meaning = f". {one.meaning[language]}" if one.meaning else ""
    return f"- `{one.name}` ({one.kind}): {one.title[language]}{meaning}"
