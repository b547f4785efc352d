"""From an empty database to a promise: one file sets a community up, and doing it again changes nothing."""

import io
from datetime import UTC, datetime

import pytest

from samdrift.doors.cli.problem import Problem
from samdrift.doors.cli.setup import EXAMPLE
from samdrift.doors.cli.setup import main as set_up
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.requests.public import Ask, submit_request
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate.public import SiteDraft, record_site
from samdrift.registers.parties.public import Community, Unit, create_first_admin
from tests.world import words

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def file(db, tmp_path):
    """A filled-in file, and the community it is for."""
    create_first_admin(
        email="ada@example.org", given_name="Ada", family_name="Min", password="a long pass-phrase",
        community_code="POLICE", community_name="The police", currency="DKK", timezone="Europe/Copenhagen",
        language="en", today=MONDAY.date(),
    )  # fmt: skip
    path = tmp_path / "setup.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def said(*words):
    out = io.StringIO()
    assert set_up([str(word) for word in words], io.StringIO(), out, out) == 0
    return out.getvalue()


def test_the_example_is_printed_and_sets_everything_up_once(file):
    assert said("--example") == EXAMPLE
    told = said(file)
    for line in ("Customer: POLICE, taken in.", "62 request types", "31 promise rules and two calendars"):
        assert line in told
    again = said(file)
    assert again.count("already") == 4


def test_what_is_asked_for_afterwards_is_promised(file):
    said(file)
    with everywhere(reason="a test asks"):
        community = Community.objects.get(code="POLICE")
        contract = contracts.Contract.objects.get(code="POLICE-IFM-1")
        unit = Unit.objects.create(
            community=community, organisation=contract.customer, code="NORTH", name=words("North"), kind="district",
            path="",
        )  # fmt: skip
        Unit.objects.filter(pk=unit.pk).update(path=f"/{unit.pk}/")
    permissions = frozenset({"estate.change", "estate.view", "requests.report", "requests.view", "requests.take"})
    scope = Scope(community_id=community.pk, grants=(Grant("SYS", permissions, data_classes=frozenset({"D1"})),))
    draft = SiteDraft(code="S1", name=words("Station"), unit_id=unit.pk, timezone="Europe/Copenhagen", kind="station")
    site = record_site(scope, draft, now=MONDAY)
    ask = Ask(request_type="mnt.fault", channel="web", description="The tap drips", site_id=site.pk)
    row = submit_request(scope, ask, received_at=MONDAY, now=MONDAY).service_request
    assert (row.number, row.priority) == ("POLICE-2026-0000001", 4)
    # Acknowledged within one working day of the office hours the file gives, 08:00 to 16:00 in Copenhagen.
    assert row.next_due_at == datetime(2026, 3, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(("text", "replaced", "sentence"), [
    ('open = "08:00-16:00"', "", "lacks hours.open"),
    ("starts = 2026-01-01", 'starts = "2026-01-01"', "without quotes"),
    ('community = "POLICE"', 'community = "NOBODY"', "createadmin first"),
    ("ends = 2029-12-31", "ends = 2025-12-31", "A contract ends after it begins"),
    ('open = "08:00-16:00"', 'open = "late"', "late"),
    ("[hours]", "[hours", "cannot be read"),
])  # fmt: skip
def test_what_cannot_be_set_up_is_refused_with_a_sentence_and_nothing_is_written(file, text, replaced, sentence):
    file.write_text(EXAMPLE.replace(text, replaced), encoding="utf-8")
    with pytest.raises(Problem, match=sentence):
        said(file)
    with everywhere(reason="a test looks"):
        assert not contracts.Contract.objects.exists()
