"""The tables of a pack that say what was agreed, as it holds on the day: terms, prices, volumes, options, duties."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import everywhere
from samdrift.partnership.handover.formats.packing import Field
from samdrift.partnership.handover.queries.asking import Asked, column, named, spread
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

Rows = Iterator[tuple[str, ...]]


def contract_fields() -> list[Field]:
    """The columns of the contract."""
    return [
        column("code", "string", _("Contract")), *named("name", _("Name")),
        column("customer", "string", _("Client")), column("provider", "string", _("Provider")),
        column("starts_on", "date", _("First day")), column("ends_on", "date", _("Last day")),
        column("currency", "string", _("Currency")), column("lines", "string", _("Service lines")),
    ]  # fmt: skip


def contract_rows(asked: Asked) -> Rows:
    """The contract itself."""
    one = asked.contract
    yield (
        one.code, *spread(one.name), one.customer.code, one.provider.code, one.starts_on.isoformat(),
        one.ends_on.isoformat(), one.currency, " ".join(one.lines),
    )  # fmt: skip


def price_fields() -> list[Field]:
    """The columns of the price book."""
    return [
        column("item", "string", _("Price item")), *named("name", _("Name")),
        column("line", "string", _("Service line")),
        column("unit_of_price", "string", _("Priced by")),
        column("price", "number", _("Price"), _("For one unit a year, indexed as it holds on the day.")),
        column("base_price", "number", _("Base price"), _("As agreed, before any index.")),
        column("index_factor", "number", _("Index factor")), column("index_rule", "string", _("Index rule")),
        column("bands", "string", _("Bands"), _("From each quantity on another price: from:price, one after another.")),
        column("band_mode", "string", _("How bands count")),
        column("settings", "string", _("Settings"), _("What each setting multiplies the price by: setting:factor.")),
        column("fixed_share", "number", _("Fixed share"), _("What does not fall when the volume falls, of 1.")),
    ]  # fmt: skip


def price_rows(asked: Asked) -> Rows:
    """Every item as it holds on the day, by its code."""
    names = contracts.item_names(asked.contract.pk)
    for code, one in sorted(contracts.price_book(asked.contract.pk, asked.day).items()):
        yield (
            code, *spread(names.get(code, {})), one.line, one.unit, _number(one.price), _number(one.base_price),
            _number(one.factor), one.index_rule,
            " ".join(f"{_number(band.start)}:{_number(band.price)}" for band in one.bands),
            one.band_mode if one.bands else "",
            " ".join(f"{name}:{_number(factor)}" for name, factor in sorted(one.settings.items())),
            _number(one.fixed_share),
        )  # fmt: skip


def volume_fields() -> list[Field]:
    """The columns of the volumes."""
    return [
        column("item", "string", _("Price item")), column("unit", "string", _("Unit")),
        column("site", "string", _("Site")), column("setting", "string", _("Setting")),
        column("quantity", "number", _("Quantity"), _("What is ordered on the day.")),
    ]  # fmt: skip


def volume_rows(asked: Asked) -> Rows:
    """What is ordered on the day, by item, unit, site and setting."""
    held = {key: many for key, many in contracts.volumes(asked.contract.pk, asked.day).items() if many}
    with everywhere(reason="codes of the units and sites a contract's volumes stand at; both parties see the volumes"):
        units = dict(parties.Unit.objects.filter(pk__in={key[1] for key in held}).values_list("pk", "code"))
        # A restricted place is not named: its volume stands at its unit.
        open_sites = estate.Site.objects.filter(pk__in={key[2] for key in held}, data_class__in=("D0", "D1"))
        sites = dict(open_sites.values_list("pk", "code"))
    summed: dict[tuple[str, str, str, str], Decimal] = {}
    for (item, unit, site, setting), many in held.items():
        at = item, units.get(unit, ""), sites.get(site, "") if site else "", setting
        summed[at] = summed.get(at, Decimal(0)) + many
    for at, many in sorted(summed.items()):
        yield (*at, _number(many))


def option_fields() -> list[Field]:
    """The columns of the options."""
    return [
        column("code", "string", _("Option")), column("name", "string", _("Name")),
        column("exercise_by", "date", _("Use it by")), column("ends_on", "date", _("New last day")),
        column("used_on", "date", _("Used on")), column("clause", "string", _("Clause")),
        column("consequence", "string", _("What follows")),
    ]  # fmt: skip


def option_rows(asked: Asked) -> Rows:
    """The options known by the end of the day."""
    for one in contracts.options_of(asked.scope("contracts.view"), asked.contract, asked.end):
        used = one.exercised_at.astimezone(asked.zone).date().isoformat() if one.exercised_at else ""
        yield (
            one.code, one.name, one.exercise_by.isoformat(), one.ends_on.isoformat(), used, one.clause, one.consequence
        )  # fmt: skip


def duty_fields() -> list[Field]:
    """The columns of the obligations."""
    return [
        column("code", "string", _("Obligation")), column("side", "string", _("Whose"), _("customer or provider")),
        column("text", "string", _("What is to be done")), column("clause", "string", _("Clause")),
        column("every_months", "integer", _("Every so many months")),
        column("next_on", "date", _("Next day")), column("kept_on", "date", _("Last kept")),
        column("evidence", "string", _("Evidence")),
    ]  # fmt: skip


def duty_rows(asked: Asked) -> Rows:
    """The obligations known by the end of the day, the most urgent first."""
    for one, due, kept in contracts.obligations_of(asked.scope("contracts.view"), asked.contract, asked.end):
        last = kept[0] if kept else None
        yield (
            one.code, one.side, one.text, one.clause, str(one.every_months), due.isoformat() if due else "",
            last.due_on.isoformat() if last else "", last.evidence if last else "",
        )  # fmt: skip


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
