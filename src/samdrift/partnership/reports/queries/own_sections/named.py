"""What several sections share: names in all our languages, addresses, and what a month before is."""

from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope
from samdrift.foundation.sections import HIDDEN, MONTHLY, STEERING, Asked, Text
from samdrift.partnership.insight import public as insight
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.formats.wording import numbers
from samdrift.partnership.reports.rules.periods import after
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

BOTH = frozenset({MONTHLY, STEERING})
MONTH, PACK = frozenset({MONTHLY}), frozenset({STEERING})
TREND = 13
SAID = "request.rated"  # the source of figures that tell what people said


def line_texts(scope: Scope) -> dict[str, Text]:
    """What each service line is called, in all our languages."""
    by_language = {language: contracts.line_names(scope.in_language(language)) for language in LANGUAGES}
    return {code: {one: by_language[one].get(code, code) for one in LANGUAGES} for code in by_language["en"]}


def unit_texts(scope: Scope) -> dict[int, Text]:
    """What each unit of the community is called."""
    return dict(parties.Unit.objects.within(scope).values_list("pk", "name"))


def months_of(asked: Asked) -> list[date]:
    """The first days of the period's months."""
    found = [asked.first]
    while (following := after(found[-1], 1)) <= asked.last:
        found.append(following)
    return found


def since(asked: Asked, months: int = TREND) -> date:
    """The first of the month from which so many months end with the period's last."""
    return after(months_of(asked)[-1], 1 - months)


def few(one: performance.KpiResult) -> bool:
    """Whether a figure tells what so few people said that it could be told who."""
    return one.definition.source == SAID and 0 < one.denominator < insight.FEWEST


def value_of(one: performance.KpiResult) -> Any:
    """What a key figure came to, hidden where it rests on too few people."""
    return HIDDEN if few(one) else one.value


def counted_of(one: performance.KpiResult) -> Text | str:
    """How many of how many; nothing where that would tell what is hidden."""
    if not one.denominator or few(one):
        return ""
    part, whole = numbers(one.numerator), numbers(one.denominator)
    return {language: f"{part[language]} / {whole[language]}" for language in LANGUAGES}


def known_value(one: performance.KpiResult) -> Decimal | None:
    """A key figure as a point of a line: nothing where it is hidden."""
    return None if few(one) else one.value
