"""Days in words: each language has its own way, and none lends a capital to a month."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from samdrift.foundation.days import day_words, moment_words, whole_day_words


@pytest.mark.parametrize(
    ("language", "short", "whole", "moment"),
    [
        ("en", "12 May 2025", "12 May 2025", "Mon 12 May 2025 14:05"),
        ("da", "12. maj 2025", "12. maj 2025", "man. 12. maj 2025 14:05"),
        ("sv", "12 maj 2025", "12 maj 2025", "mån 12 maj 2025 14:05"),
    ],
)
def test_a_day_is_told_as_its_language_writes_it(language: str, short: str, whole: str, moment: str) -> None:
    with translation.override(language):
        assert day_words(date(2025, 5, 12)) == short
        assert whole_day_words(date(2025, 5, 12)) == whole
        assert moment_words(datetime(2025, 5, 12, 14, 5, tzinfo=UTC)) == moment


def test_months_are_short_or_in_full() -> None:
    with translation.override("da"):
        assert day_words(date(2025, 12, 1)) == "1. dec. 2025"
        assert whole_day_words(date(2025, 12, 1)) == "1. december 2025"
