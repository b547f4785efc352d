"""The named people of the demonstration hold their roles as the product would give them."""

from datetime import date, timedelta

from samdrift.doors.demo import people
from samdrift.registers.parties.rules import AUDITOR_DAYS


def test_an_auditor_is_let_in_for_a_year_from_the_day_of_loading() -> None:
    auditors = [face for face in people.FACES if face.role == "AUD"]
    assert auditors
    loaded_on = date(2031, 5, 6)
    for face in auditors:
        held = people._held(face, loaded_on)
        assert held == {"valid_from": loaded_on, "valid_to": loaded_on + timedelta(days=AUDITOR_DAYS)}
