"""Chips that count: a clock says how it stands in a word, an icon and a tone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from samdrift.doors.pages.chips import clock_chip, priority_chip

NOW = datetime(2025, 5, 5, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "left", "extra", "text", "tone"),
    [
        ("open", timedelta(hours=3), {}, "due in 3 h", "neutral"),
        ("open", timedelta(minutes=20), {}, "due in 20 min", "warn"),
        ("open", timedelta(hours=3), {"at_risk_at": NOW}, "due in 3 h", "warn"),
        ("open", timedelta(minutes=-20), {}, "overdue by 20 min", "danger"),
        ("breached", timedelta(minutes=-20), {}, "overdue by 20 min", "danger"),
        ("open", timedelta(minutes=-20), {"paused": True}, "paused", "pause"),
        ("met", timedelta(hours=3), {}, "kept", "ok"),
        ("voided", timedelta(hours=3), {}, "not counted", "neutral"),
    ],
)
def test_a_clock_says_how_it_stands(state, left, extra, text, tone):
    chip = clock_chip(state, NOW + left, now=NOW, **extra)
    assert text in chip
    assert f'class="chip {tone}"' in chip
    assert "<svg" in chip


def test_a_clock_without_due_moment_says_so():
    assert "no clock" in clock_chip("open", None, now=NOW)


def test_the_label_is_escaped():
    assert "<b>" not in clock_chip("open", NOW, label="<b>", now=NOW)


def test_a_priority_says_its_meaning_in_the_readers_language():
    with translation.override("sv"):
        assert "Brådskande" in priority_chip(2)
