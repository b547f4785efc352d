"""Settlements worked out again from their terms and facts alone, as JSON holds them."""

import json

import pytest

from samdrift.kernel.settlements import charge_minor, guarantee_of, settled_again, shared_again

GUARANTEE = {
    "floor_minor": 25_000_000_00, "rate": "0.125", "value_minor": 200_000_000_00, "starts_on": "2024-01-01",
    "profile": ["1.0", "2.2", "3.0", "3.5", "3.7", "3.8", "3.9", "3.9"], "caught_up": "offset",
}  # fmt: skip
BEHIND = {"guaranteed_cum_minor": 3_200_000_00, "verified_cum_minor": 3_008_000_00, "paid_minor": 100_000_00}
QUALITY = {"critical_met": True, "satisfaction_met": True, "red_lines": 1, "safety_breach_open": False}
GAIN = {
    "base_minor": 20_000_000_00, "verified_minor": 3_600_000_00, "guaranteed_minor": 2_000_000_00, "quality": QUALITY,
}  # fmt: skip


def test_a_shortfall_less_what_was_paid_comes_off_the_invoice() -> None:
    terms, facts = json.loads(json.dumps([GUARANTEE, BEHIND]))
    assert guarantee_of(terms).up_to(2) == 3_200_000_00
    assert settled_again(terms, facts).shortfall_minor == 192_000_00
    assert charge_minor("guarantee", terms, facts) == -92_000_00


def test_a_shared_gain_comes_to_the_same_from_its_own_facts() -> None:
    terms, facts = json.loads(json.dumps([{}, GAIN]))
    assert charge_minor("gainshare", terms, facts) == 432_000_00  # T-GS-05 with one line in red
    assert shared_again(terms, facts).retained_minor == 1_200_000_00 - 432_000_00
    own = {"bands": [["0", "0.5"]], "cap": None, "gates": {"one_line_red": "1"}, "deadband": "0"}
    assert charge_minor("gainshare", own, facts) == 800_000_00


def test_what_is_neither_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'lottery'"):
        charge_minor("lottery", {}, {})
    with pytest.raises(KeyError):
        charge_minor("guarantee", {}, BEHIND)
