"""What forms of this room bring, read into plain values; what cannot be read is said at its field."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.http import ScopedRequest

Act = Callable[[ScopedRequest], str]


def text(request: ScopedRequest, name: str) -> str:
    """A field's text; "" when it is missing."""
    return request.POST.get(name, "").strip()


def uid(request: ScopedRequest, name: str = "uid") -> UUID:
    """A row's uid from a hidden field or a list.

    Raises:
        Http404: It is none: the form was not ours.
    """
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


def day(request: ScopedRequest, name: str) -> date:
    """A day one must give.

    Raises:
        Invalid: It is missing or none.
    """
    found = day_or_none(request, name)
    if found is None:
        raise Invalid({name: _("Give a day.")})
    return found


def day_or_none(request: ScopedRequest, name: str) -> date | None:
    """A day one may leave out.

    Raises:
        Invalid: It is no day.
    """
    given = text(request, name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid({name: _("Give a day.")}) from None


def number(request: ScopedRequest, name: str, default: int | None = None) -> int:
    """A whole number.

    Raises:
        Invalid: It is missing or none.
    """
    given = text(request, name)
    if given == "" and default is not None:
        return default
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise Invalid({name: _("Give a whole number.")})
    return int(given)


def number_or_none(request: ScopedRequest, name: str) -> int | None:
    """A whole number one may leave out.

    Raises:
        Invalid: It is no number.
    """
    return number(request, name) if text(request, name) else None


def numbers(request: ScopedRequest, name: str) -> list[int]:
    """Several ids from a list; what is no number is passed over."""
    return [int(one) for one in request.POST.getlist(name) if one.isascii() and one.isdecimal() and len(one) < 19]


def acted(request: ScopedRequest, acts: dict[str, Act]) -> list[tuple[str, str]] | None:
    """Do what the pressed button says; what was wrong as (sentence, field), or None when it is done.

    Raises:
        Http404: There is no such button.
    """
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        messages.success(request, act(request))
    except Invalid as wrong:
        return _listed(wrong.fields.items())
    except Refused as refused:
        return [(str(refused), "")]
    return None


def _listed(fields: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(str(sentence), f"f-{name}") for name, sentence in fields]
