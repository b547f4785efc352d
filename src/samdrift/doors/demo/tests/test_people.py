"""The named people of the demonstration hold their roles as the product would give them."""

from samdrift.doors.demo import people
from samdrift.doors.demo.load import AS_OF
from samdrift.registers.parties.rules import AUDITOR_DAYS


def test_an_auditor_is_let_in_for_a_year_that_runs() -> None:
    auditors = [face for face in people.FACES if face.role == "AUD"]
    assert auditors
    for face in auditors:
        assert face.years is not None, "an auditor's role ends"
        first, last = face.years
        assert (last - first).days <= AUDITOR_DAYS
        assert first < AS_OF.date() < last
