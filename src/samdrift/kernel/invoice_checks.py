"""What is checked before an invoice goes out and before it is paid: names of parties, duplicates, round sums, matching.

Source: domain.md §2.15 (matching rule), §2.22 (invariants 1 and 2), §3.20. Every finding is a code with values; the
rooms keep the words.
"""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from samdrift.kernel.invoices import KINDS

ROUND_FROM_MINOR = 10_000_000
"""Round sums of DKK 100,000 and more need a derivation (domain.md §2.15)."""

ROUND_TO_MINOR = 100_000
"""A sum is round when it is a whole thousand."""

BLOCKING = frozenset({
    "no_source", "no_evidence", "round_sum", "unknown_order", "duplicate", "bad_endpoint", "twice", "no_seller",
    "no_buyer", "rule_broken", "not_ours", "wrong_sums", "not_frozen", "unknown_invoice",
    "no_query", "wrong_currency", "wrong_vat", "charge",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Billed:
    """A line as it was billed, as far as it is checked.

    Attributes:
        source: One of KINDS, "" where nothing stands behind it.
        reference: What stands behind it.
        derived: Whether a quantity and a price stand behind the amount.
        evidence: How many rows or events show that it was delivered.
    """

    source: str
    reference: str
    amount_minor: int
    derived: bool
    evidence: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found on a document or one of its lines; `line` counts from 1, 0 for the document."""

    code: str
    line: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether the document may not go on before it is put right."""
        return self.code in BLOCKING


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that one side has otherwise than the other; None where a side does not have it."""

    key: Hashable
    billed_minor: int | None
    computed_minor: int | None


def is_gln(text: str) -> bool:
    """Whether it is a global location number: thirteen digits, the last of them the check digit."""
    return bool(re.fullmatch(r"[0-9]{13}", text)) and gln_check_digit(text[:12]) == int(text[12])


def gln_check_digit(digits: str) -> int:
    """The digit that makes twelve digits a GLN: weights 3, 1, 3 … from the right, up to the next ten."""
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise ValueError("a GLN has twelve digits before its check digit")
    return -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10


def is_cvr(text: str) -> bool:
    """Whether it has the form of a Danish company number: eight digits, with or without DK before them."""
    return bool(re.fullmatch(r"(DK)?[0-9]{8}", text))


def is_company(text: str, country: str) -> bool:
    """Whether it has the form of a company number there: eight digits, in Britain two letters and six digits too."""
    if country == "GB":
        return bool(re.fullmatch(r"([0-9]{2}|[A-Z]{2})[0-9]{6}", text))
    return is_cvr(text)


def is_british_vat(text: str) -> bool:
    """Whether it is a VAT number of the United Kingdom: GB, nine digits, the last two of which check the others.

    Weights 8 to 2 and the check digits come to a whole number of 97s, or since 2010 55 more (HMRC).
    """
    if not re.fullmatch(r"GB[0-9]{9}", text):
        return False
    digits = [int(one) for one in text[2:]]
    whole = sum(digit * weight for digit, weight in zip(digits, range(8, 1, -1), strict=False)) + int(text[-2:])
    return whole % 97 == 0 or (whole + 55) % 97 == 0


def number_key(number: str) -> str:
    """What a document's number is known by, so that spaces, capitals and leading zeros make no new one."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", re.sub(r"\s", "", number)).casefold()


def findings_of_lines(lines: Sequence[Billed], known: frozenset[str] | None = None) -> list[Finding]:
    """What stands in the way of each line.

    Args:
        known: References that exist; None where nobody can tell.
    """
    found: list[Finding] = []
    seen: set[tuple[str, str, int]] = set()
    for number, line in enumerate(lines, start=1):
        found.extend(Finding(code, number, {"amount": str(line.amount_minor)}) for code in _codes(line, known))
        if line.source not in ("", "volume"):
            key = (line.source, line.reference, line.amount_minor)
            if key in seen:
                found.append(Finding("twice", number, {"reference": line.reference}))
            seen.add(key)
    return found


def is_round(amount_minor: int) -> bool:
    """Whether it is a round sum that is large enough to ask how it came about."""
    return abs(amount_minor) >= ROUND_FROM_MINOR and amount_minor % ROUND_TO_MINOR == 0


def _codes(line: Billed, known: frozenset[str] | None) -> Iterable[str]:
    if line.source not in KINDS or not line.reference:
        yield "no_source"
    elif known is not None and line.source != "volume" and line.reference not in known:
        yield "unknown_order"
    if not line.evidence:
        yield "no_evidence"
    if is_round(line.amount_minor) and not line.derived:
        yield "round_sum"


def differences(billed: Mapping[Hashable, int], computed: Mapping[Hashable, int]) -> list[Difference]:
    """The lines that one side has otherwise than the other, in the order billed, then what was not billed."""
    keys = [*billed, *(key for key in computed if key not in billed)]
    return [Difference(key, billed.get(key), computed.get(key)) for key in keys if billed.get(key) != computed.get(key)]


def unallocated(of_contract: Mapping[str, int], of_units: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """By service, what the contract costs beyond the sum of its units; empty when invariant 1 holds."""
    rest = dict(of_contract)
    for unit in of_units:
        for line, amount in unit.items():
            rest[line] = rest.get(line, 0) - amount
    return {line: amount for line, amount in rest.items() if amount}
