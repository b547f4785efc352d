"""What either party states of the market: values of peers and factors between price levels, each with its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.benchmarking.commands.speaking import DATA_CLASS, speaks
from samdrift.partnership.benchmarking.events import MarketStated, MarketWithdrawn
from samdrift.partnership.benchmarking.formats import peer_values
from samdrift.partnership.benchmarking.models import PeerValue, PriceFactor
from samdrift.partnership.benchmarking.queries.reading import contract_seen
from samdrift.partnership.benchmarking.rules import facts
from samdrift.partnership.benchmarking.rules.facts import Stated, StatedFactor
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts

MOST = 5000
LONGEST = 400
AT_ONCE = 500
Row = TypeVar("Row", PeerValue, PriceFactor)
SENTENCES = {
    "text": gettext_lazy("Write it in a few words; a fact has a name and a source."),
    "year": gettext_lazy("Write a year, such as 2024."),
    "level": gettext_lazy("Write a price level as a year or a month, such as 2024 or 2024-07."),
    "line": gettext_lazy("Choose a service line of the catalogue."),
    "item": gettext_lazy("Name an item of this line in the price book, or none for the whole line."),
    "unit": gettext_lazy("Choose a unit of the list; some are for whole service lines only."),
    "area_basis": gettext_lazy("Square metres say which area they are measured as, such as NRA; other units do not."),
    "currency": gettext_lazy("Write a currency of three letters, such as DKK."),
    "value": gettext_lazy("Write a number above 0."),
    "number": gettext_lazy("This is no number."),
    "two_ways": gettext_lazy("This may be a thousand or a decimal. Write 1234 or 1.2340."),
    "long": gettext_lazy("This is too long."),
    "nowhere": gettext_lazy("A factor leads to another price level or currency."),
    "twice": gettext_lazy("This stands in the table above already."),
}  # fmt: skip
TABLES = {
    "empty": gettext_lazy("There is nothing in it."),
    "long": gettext_lazy("At most 2,000 rows and a megabyte are read at once. Cut it in parts."),
    "quoting": gettext_lazy("A quotation mark begins and never ends. Save the table anew."),
    "columns": gettext_lazy("The first row names the columns. These are missing: %(names)s."),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A row of a table as it would be stated, with what is wrong by column, and whether it stands already."""

    number: int
    stated: Stated
    wrong: dict[str, str]
    known: bool


@transaction.atomic
def state_value(scope: Scope, contract_uid: UUID, stated: Stated, *, now: datetime) -> PeerValue:
    """State what a source says a body pays; the same statement again is the one that stands.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: It could not be compared with anything.
        NotAllowed: The actor may not speak for a party of this contract.
        Refused: So many statements stand that nobody could look through them.
    """
    contract = contract_seen(scope, contract_uid)
    side = speaks(scope, contract.pk)
    stated = tidy(stated)
    wrong = facts.wrong_with(stated, *_known(contract))
    if wrong:
        raise Invalid({name: SENTENCES[code] for name, code in wrong.items()})
    _one_at_a_time(contract)
    print_ = facts.fingerprint(stated)
    known = _standing(PeerValue, contract.pk, side)
    if print_ in known:
        return PeerValue.objects.within(scope).get(pk=known[print_])
    if len(known) >= MOST:
        raise Refused(_("Your party has %(most)s figures standing. Take some back first.") % {"most": MOST})
    row = _value(scope, contract, side, stated, print_, now)
    row.save(force_insert=True)
    _tell(scope, contract, side, [row], now)
    return row


def looked_at(scope: Scope, contract_uid: UUID, text: str) -> list[Read]:
    """A table as it would be stated, row by row; nothing is kept.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: It is no such table.
        NotAllowed: The actor may not speak for a party of this contract.
    """
    contract = contract_seen(scope, contract_uid)
    side = speaks(scope, contract.pk)
    try:
        rows = peer_values.read_rows(text)
    except peer_values.NoTable as wrong:
        raise Invalid({"table": str(TABLES[wrong.why]) % {"names": ", ".join(wrong.names)}}) from wrong
    known, lines, seen = _standing(PeerValue, contract.pk, side), _known(contract), set[str]()
    found = []
    for row in rows:
        stated = _of_row(row)
        wrong_ones = {**facts.wrong_with(stated, *lines), **row.wrong}
        print_ = "" if wrong_ones else facts.fingerprint(stated)
        if print_ and print_ in seen:
            wrong_ones = {"peer": "twice"}
        seen.add(print_)
        told = {name: str(SENTENCES[code]) for name, code in wrong_ones.items()}
        found.append(Read(row.number, stated, told, not told and print_ in known))
    return found


@transaction.atomic
def import_values(scope: Scope, contract_uid: UUID, text: str, *, now: datetime) -> int:
    """State every row of a table that does not stand already; how many were new. All of it, or nothing.

    Raises: As `looked_at`; Invalid too where any row is wrong; Refused where they are too many.
    """
    contract = contract_seen(scope, contract_uid)
    side = speaks(scope, contract.pk)
    _one_at_a_time(contract)
    rows = looked_at(scope, contract_uid, text)
    wrong = [one for one in rows if one.wrong]
    if wrong:
        said = "; ".join(f"{one.number}: {' '.join(one.wrong.values())}" for one in wrong[:5])
        raise Invalid({"table": _("Rows cannot be read: %(rows)s") % {"rows": said}})
    new = [
        _value(scope, contract, side, one.stated, facts.fingerprint(one.stated), now) for one in rows if not one.known
    ]
    if len(_standing(PeerValue, contract.pk, side)) + len(new) > MOST:
        raise Refused(_("Your party has %(most)s figures standing. Take some back first.") % {"most": MOST})
    PeerValue.objects.bulk_create(new, batch_size=500)
    _tell(scope, contract, side, new, now)
    return len(new)


@transaction.atomic
def state_factor(scope: Scope, contract_uid: UUID, stated: StatedFactor, *, now: datetime) -> PriceFactor:
    """State what a source says amounts are multiplied by; the same again is the one that stands.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: It leads nowhere, or has no source.
        NotAllowed: The actor may not speak for a party of this contract.
        Refused: So many statements stand that nobody could look through them.
    """
    contract = contract_seen(scope, contract_uid)
    side = speaks(scope, contract.pk)
    wrong = facts.wrong_with_factor(stated)
    if wrong:
        raise Invalid({name: SENTENCES[code] for name, code in wrong.items()})
    _one_at_a_time(contract)
    print_ = facts.fingerprint_of_factor(stated)
    known = _standing(PriceFactor, contract.pk, side)
    if print_ in known:
        return PriceFactor.objects.within(scope).get(pk=known[print_])
    if len(known) >= AT_ONCE:
        raise Refused(_("Your party has %(most)s figures standing. Take some back first.") % {"most": AT_ONCE})
    row = PriceFactor(
        **_said(scope, contract, side, now), source=stated.source.strip(), fingerprint=print_,
        currency=stated.currency, level=stated.level, to_currency=stated.to_currency, to_level=stated.to_level,
        value=stated.value.quantize(facts.EIGHT),
    )  # fmt: skip
    row.save(force_insert=True)
    _tell(scope, contract, side, [row], now)
    return row


def withdraw_value(
    scope: Scope, uid: UUID, why: str, *, expected_version: int | None, now: datetime
) -> PeerValue:  # fmt: skip
    """Take a statement of one's own party back; it stays to be read, with the reason.

    Raises:
        DoesNotExist: No such statement within the scope.
        Invalid: No reason is given.
        NotAllowed: It is the other party's, or the actor may not speak for one.
        Refused: It was taken back already.
        Stale: It changed meanwhile.
    """
    return _withdraw(PeerValue, scope, uid, why, expected_version, now)


def withdraw_factor(
    scope: Scope, uid: UUID, why: str, *, expected_version: int | None, now: datetime
) -> PriceFactor:  # fmt: skip
    """The same for a factor. Raises as `withdraw_value`."""
    return _withdraw(PriceFactor, scope, uid, why, expected_version, now)


@transaction.atomic
def _withdraw(
    model: type[Row], scope: Scope, uid: UUID, why: str, expected_version: int | None, now: datetime
) -> Row:  # fmt: skip
    row = model.objects.within(scope).locked(uid, expected_version)
    side = speaks(scope, row.contract_id)
    if row.side != side:
        raise NotAllowed(_("Only the party that stated it takes it back. Comment on the pack instead."))
    if not why.strip() or len(why) > LONGEST:
        raise Invalid({"why": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    if row.withdrawn_at is not None:
        raise Refused(_("It was taken back already."))
    row.withdrawn_at, row.withdrawn_why = now, why.strip()
    row.save_changes("withdrawn_at", "withdrawn_why")
    contract = contract_seen(scope, _uid_of(row.contract_id))
    record(
        MarketWithdrawn(contract_uid=contract.uid, side=side, row=row.uid), scope=scope, at=now, subject=row
    )  # fmt: skip
    return row


def _one_at_a_time(contract: contracts.Contract) -> None:
    """Of two who state the same at once the second finds it standing."""
    with everywhere(reason="a contract's market figures are written one after the other"):
        contracts.Contract.objects.select_for_update().get(pk=contract.pk)


def tidy(one: Stated) -> Stated:
    """The same statement without spaces around its words, its currency in capitals."""
    return Stated(
        peer=" ".join(one.peer.split()), source=one.source.strip(), year=one.year, level=one.level.strip(),
        line=one.line.strip().upper(), item=one.item.strip(), unit=one.unit.strip(),
        area_basis=one.area_basis.strip(), quality=one.quality.strip(), currency=one.currency.strip().upper(),
        value=one.value, note=one.note.strip(),
    )  # fmt: skip


def _of_row(row: peer_values.Row) -> Stated:
    cells = row.cells
    return tidy(
        Stated(
            peer=cells["peer"], source=cells["source"], year=row.year, level=cells["price_level"], line=cells["line"],
            item=cells["item"], unit=cells["unit"], area_basis=cells["area_basis"], quality=cells["quality"],
            currency=cells["currency"], value=row.value, note=cells["note"],
        )
    )  # fmt: skip


def _known(contract: contracts.Contract) -> tuple[frozenset[str], dict[str, str]]:
    """The service lines there are, and the items of the price book with their lines."""
    items = {
        code: rows[-1].line_code for code, rows in contracts.items_until(contract.pk, contract.ends_on).items()
    }  # fmt: skip
    lines = frozenset(catalogue.catalogue_of(contract.community_id).lines) | frozenset(items.values())
    return lines, items


def _standing(model: type[Row], contract_id: int, side: str) -> dict[str, int]:
    with everywhere(reason="what one side stated of the market and stands, to know the same statement again"):
        rows = model.objects.filter(contract=contract_id, side=side, withdrawn_at__isnull=True)
        return dict(rows.values_list("fingerprint", "pk"))


def _value(
    scope: Scope, contract: contracts.Contract, side: str, one: Stated, print_: str, now: datetime
) -> PeerValue:  # fmt: skip
    return PeerValue(
        **_said(scope, contract, side, now), source=one.source, fingerprint=print_, peer=one.peer, year=one.year,
        level=one.level, line_code=one.line, item=one.item, unit=one.unit, area_basis=one.area_basis,
        quality=one.quality, currency=one.currency, value=one.value.quantize(facts.FOUR), note=one.note,
    )  # fmt: skip


def _said(scope: Scope, contract: contracts.Contract, side: str, now: datetime) -> dict[str, object]:
    return {
        "community_id": contract.community_id, "data_class": DATA_CLASS, "contract_id": contract.pk,
        "party_id": scope.party_id, "side": side, "person_id": scope.person_id, "recorded_at": now,
    }  # fmt: skip


def _tell(
    scope: Scope, contract: contracts.Contract, side: str, rows: Sequence[PeerValue | PriceFactor], now: datetime
) -> None:
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        event = MarketStated(
            contract_uid=contract.uid, side=side, count=len(some), rows=tuple(one.uid for one in some)
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=some[0])


def _uid_of(contract_id: int) -> UUID:
    with everywhere(reason="the uid of a contract the actor has been let through to"):
        return contracts.Contract.objects.values_list("uid", flat=True).get(pk=contract_id)
