"""What the levers of the district page do to volumes: frequency, quality, hours, days and area, place by place."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from samdrift.kernel.fees import Key, NoPrice, PriceTerms, VolumeStep, setting_factor

LEVERS = {"f": "frequency", "q": "quality", "h": "hours", "d": "days"}
ZERO = Decimal(0)
FINEST = Decimal("0.01")
MOST = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Wish:
    """One volume as it should be: item, unit, site and setting as they are, and what they become."""

    item: str
    unit_id: int
    site_id: int | None
    setting: str
    to_setting: str
    to_quantity: Decimal

    @property
    def key(self) -> Key:
        """What it changes."""
        return (self.item, self.unit_id, self.site_id, self.setting)

    def as_written(self) -> dict[str, object]:
        """The same as JSON."""
        return {
            "item": self.item, "unit": self.unit_id, "site": self.site_id, "setting": self.setting,
            "to_setting": self.to_setting, "to_quantity": str(self.to_quantity),
        }  # fmt: skip


def wish_from(written: Mapping[str, object]) -> Wish:
    """A wish as it was written down."""
    site = written["site"]
    return Wish(
        str(written["item"]), int(str(written["unit"])), None if site is None else int(str(site)),
        str(written["setting"]), str(written["to_setting"]), Decimal(str(written["to_quantity"])),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Levers:
    """What is moved at once for the places that were picked.

    Attributes:
        parts: The part of the setting each lever takes, such as {"f": "f4"}; a lever that is not named stays.
        percent: By how much the quantity goes up or down; None: not at all.
        by: By how much it goes up or down altogether, shared over the places by their size; None: not at all.
        each: New quantities place by place; they count before `percent` and `by`.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    percent: Decimal | None = None
    by: Decimal | None = None
    each: Mapping[Key, Decimal] = field(default_factory=dict)


def options(terms: Iterable[PriceTerms]) -> dict[str, list[str]]:
    """Which steps each lever has, for the items picked: those the price book has a factor for, the least first."""
    found: dict[str, set[str]] = {}
    for one in terms:
        for setting in one.settings:
            for part in setting.split():
                if part[:1] in LEVERS:
                    found.setdefault(part[:1], set()).add(part)
    return {lever: sorted(found[lever], key=_size) for lever in LEVERS if lever in found}


def moved(setting: str, parts: Mapping[str, str]) -> str:
    """A setting with other parts: “f5 q4” with {"f": "f3"} is “f3 q4”, in the order of the levers."""
    held = {part[:1]: part for part in setting.split()} | {lever: part for lever, part in parts.items() if part}
    known = [held.pop(lever) for lever in LEVERS if lever in held]
    return " ".join([*known, *held.values()])


def wishes(
    volumes: Mapping[Key, Decimal], book: Mapping[str, PriceTerms], levers: Levers
) -> tuple[list[Wish], list[Key]]:
    """What the levers make of the volumes picked, and the volumes a lever has no price for: they stay as they are."""
    changed, stay = [], []
    shared = _shares(volumes, levers)
    for key in sorted(volumes, key=lambda one: (one[0], one[1], one[2] or 0, one[3])):
        item, unit_id, site_id, setting = key
        parts = {lever: part for lever, part in levers.parts.items() if _priced(book[item], setting, lever, part)}
        if len(parts) < len([part for part in levers.parts.values() if part]):
            stay.append(key)
        wish = Wish(item, unit_id, site_id, setting, moved(setting, parts) if parts else setting, shared[key])
        if wish.to_setting != setting or wish.to_quantity != volumes[key]:
            changed.append(wish)
    return changed, stay


def steps_of(wish: Wish, quantity: Decimal) -> list[tuple[str, Decimal]]:
    """The entries of the ledger a wish comes to, as setting and change: in place, or from one setting to another."""
    if wish.to_setting == wish.setting:
        change = wish.to_quantity - quantity
        return [(wish.setting, change)] if change else []
    steps = [(wish.setting, -quantity), (wish.to_setting, wish.to_quantity)]
    return [(setting, change) for setting, change in steps if change]


def weight(terms: PriceTerms, setting: str, quantity: Decimal) -> Decimal:
    """How much a volume counts in the twelve months' sum: quantity at the base price and factor of its setting.

    Base prices are not indexed, so that a step of last spring and one of today weigh alike.
    """
    return quantity * (terms.base_price or terms.price) * setting_factor(terms, setting)


def standing(steps: Iterable[VolumeStep]) -> dict[Key, Decimal]:
    """Every volume with all that has been agreed in it, also what begins later."""
    found: dict[Key, Decimal] = {}
    for step in steps:
        found[step.key] = found.get(step.key, ZERO) + step.change
    return {key: quantity for key, quantity in found.items() if quantity}


def picked(
    volumes: Mapping[Key, Decimal], book: Mapping[str, PriceTerms], *, line: str = "", item: str = "",
    site_ids: Collection[int] = (), unit_ids: Collection[int] = (),
) -> dict[Key, Decimal]:  # fmt: skip
    """The volumes of a service line, or one item of it, at some sites (none named: at all)."""
    return {
        key: quantity for key, quantity in volumes.items()
        if key[0] in book and (not line or book[key[0]].line == line) and (not item or key[0] == item)
        and (not site_ids or key[2] in site_ids) and (not unit_ids or key[1] in unit_ids)
    }  # fmt: skip


def leaves(volumes: Mapping[Key, Decimal], wished: Iterable[Wish]) -> set[int]:
    """The sites where nothing at all is left after the wishes: they are left for good, which has a row of its own."""
    after = dict(volumes)
    for wish in wished:
        after[wish.key] = ZERO
        after[(wish.item, wish.unit_id, wish.site_id, wish.to_setting)] = wish.to_quantity
    kept = {key[2] for key, quantity in after.items() if quantity}
    return {key[2] for key in volumes if key[2] is not None} - kept


def _priced(terms: PriceTerms, setting: str, lever: str, part: str) -> bool:
    if not part:
        return False
    try:
        setting_factor(terms, moved(setting, {lever: part}))
    except NoPrice:
        return False
    return True


def _shares(volumes: Mapping[Key, Decimal], levers: Levers) -> dict[Key, Decimal]:
    """The quantity each volume gets; what is shared out sums to the hundredth, the largest volume taking the rest."""
    found = {}
    total = sum(volumes.values(), ZERO)
    for key, quantity in volumes.items():
        change = ZERO
        if levers.percent is not None:
            change = (quantity * levers.percent / 100).quantize(FINEST)
        elif levers.by is not None and total:
            change = (quantity * levers.by / total).quantize(FINEST)
        found[key] = max(quantity + change, ZERO)
    if levers.percent is None and levers.by is not None and volumes and not levers.each:
        largest = max(volumes, key=lambda key: (volumes[key], str(key)))
        found[largest] = max(found[largest] + total + levers.by - sum(found.values(), ZERO), ZERO)
    return found | {key: quantity for key, quantity in levers.each.items() if key in volumes}


def _size(part: str) -> tuple[Decimal, str]:
    digits = part[1:].replace("_", ".")
    return (Decimal(digits) if digits.replace(".", "", 1).isdecimal() else ZERO, part)
