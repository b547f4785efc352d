"""What so few people said that it could be told who is in no report, neither its value nor its counts."""

from decimal import Decimal

import pytest

from samdrift.foundation.sections import HIDDEN
from samdrift.partnership.performance.models import KpiDefinition, KpiResult
from samdrift.partnership.reports.formats.shown import shown
from samdrift.partnership.reports.queries.own_sections.named import counted_of, known_value, value_of
from samdrift.partnership.reports.tests.conftest import Reported


def said_by(people: int, source: str = "request.rated") -> KpiResult:
    return KpiResult(
        definition=KpiDefinition(source=source), numerator=people, denominator=people, value=Decimal("100.00")
    )


@pytest.mark.parametrize("people", [1, 4])
def test_fewer_than_five_answers_are_hidden_everywhere(people: int) -> None:
    row = said_by(people)
    assert (value_of(row), counted_of(row), known_value(row)) == (HIDDEN, "", None)


def test_five_answers_and_what_nobody_said_are_told() -> None:
    for row in (said_by(5), said_by(1, "promise.solved")):
        assert value_of(row) == Decimal("100.00")
        assert counted_of(row)["en"] == f"{row.numerator} / {row.denominator}"


def test_what_is_hidden_is_told_as_such_in_each_language(reported: Reported) -> None:
    data = reported.data
    [kpis] = [one for one in data["sections"] if one["code"] == "kpis"]
    kpis["blocks"][0]["rows"][0]["cells"][2] = HIDDEN
    told = {language: shown(data, language) for language in ("en", "da", "sv")}
    for language, words in (
        ("en", "Too few people to tell"),
        ("da", "For få til at fortælle"),
        ("sv", "För få för att visas"),
    ):
        [section] = [one for one in told[language]["sections"] if one["code"] == "kpis"]
        assert section["blocks"][0]["rows"][0]["cells"][2]["text"] == words
