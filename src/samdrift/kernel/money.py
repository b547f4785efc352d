"""Amounts of money as people type them; inside, they are whole hundredths and never float."""

import re
from decimal import Decimal

MOST_MINOR = 10**14
_PLAIN = re.compile(r"-?[0-9]{1,16}(?:[.,][0-9]{1,2})?")
_GROUPED = re.compile(
    r"(?P<whole>-?[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*)(?P<rest>(?!(?P=mark))[.,][0-9]{1,2})?"
)
_TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")


def reads_two_ways(typed: str) -> bool:
    """Whether a number that may have decimals, such as a price for one unit, is a thousand to one and not to another.

    >>> [reads_two_ways(one) for one in ("1.234", "12,345", "1.2340", "0,125", "1234", "1.234,50")]
    [True, True, False, False, False, False]
    """
    return _TWO_WAYS.fullmatch(re.sub(r"[\s']", "", typed)) is not None


def minor(typed: str) -> int | None:
    """An amount as typed, in hundredths; None when it is none, or beyond a million million.

    Three figures behind a point or comma are thousands, as nobody writes thousandths of a crown: "3.400" and "3,400"
    are three thousand four hundred, "3.400,50" and "3,400.50" a half more. Spaces and apostrophes only group. But no
    thousand is written "0,001": finer than hundredths is no amount, and nothing is read into it.
    """
    text = re.sub(r"[\s']", "", typed)
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        text = grouped["whole"].replace(grouped["mark"], "") + (grouped["rest"] or "")
    if not _PLAIN.fullmatch(text):
        return None
    amount = int(Decimal(text.replace(",", ".")) * 100)
    return None if abs(amount) > MOST_MINOR else amount
