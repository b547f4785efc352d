"""Terms as somebody types them: a line each, its parts apart by a bar."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import LANGUAGES
from samdrift.kernel import money
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands.agreeing import TermsDraft
from samdrift.partnership.joining.queries import terms


def draft_of(post: Mapping[str, str]) -> TermsDraft:
    """The terms a form proposes.

    Raises:
        Invalid: They cannot be read.
    """
    kind, lines = post.get("kind", ""), [line for line in post.get("lines", "").splitlines() if line.strip()]
    try:
        month = date.fromisoformat(f"{post.get('month', '')}-01")
        if kind == terms.TIERS:
            content: dict[str, Any] = {"tiers": [[_number(start), _number(factor)] for start, factor in _cut(lines, 2)]}
        elif kind == terms.PRICES:
            content = {"items": [_item(*parts) for parts in _cut(lines, 5)]}
        else:
            content = _cost(post)
    except ValueError:
        raise Invalid({"lines": _("These terms cannot be read.")}) from None
    code = post.get("code", "").strip().upper()[:24] if kind == terms.COST else ""
    return TermsDraft(kind=kind, content=content, valid_from=month, code=code)


def written(content: Mapping[str, Any], kind: str) -> str:
    """Terms as they would be typed: what a form begins with."""
    if kind == terms.TIERS:
        return "\n".join(f"{start} | {factor}" for start, factor in content["tiers"])
    return "\n".join(
        " | ".join((one["code"], one["line"], one["name"]["en"], one["unit"], one["price"])) for one in content["items"]
    )


def _cut(lines: list[str], parts: int) -> list[list[str]]:
    found = [[part.strip() for part in line.split("|")] for line in lines]
    if any(len(one) != parts for one in found):
        raise ValueError("another number of parts")
    return found


def _number(text: str) -> str:
    if money.reads_two_ways(text):
        raise Invalid({"lines": _("This may be a thousand or a decimal. Write 1234 or 1.2340.")})
    found = Decimal(text.replace(",", ".")) if _plain(text) else None
    if found is None:
        raise ValueError("no number")
    return f"{found:f}"


def _plain(text: str) -> bool:
    whole, _mark, rest = text.replace(",", ".").partition(".")
    return (
        whole.isascii()
        and whole.isdecimal()
        and len(whole) < 15
        and (not rest or (rest.isascii() and rest.isdecimal()))
    )


def _item(code: str, line: str, name: str, unit: str, price: str) -> dict[str, Any]:
    return {
        "code": code.upper(), "line": line.upper(), "name": dict.fromkeys(LANGUAGES, name), "unit": unit,
        "price": _number(price),
    }  # fmt: skip


def _cost(post: Mapping[str, str]) -> dict[str, Any]:
    amount = money.minor(post.get("amount", ""))
    if amount is None or post.get("key") not in rules.KEYS:
        raise ValueError("no amount or no key")
    return {"name": dict.fromkeys(LANGUAGES, post.get("name", "").strip()), "key": post["key"], "year_minor": amount}
