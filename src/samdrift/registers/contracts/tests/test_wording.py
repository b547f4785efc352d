"""What the contract says: clauses by date with their rules and readings, options, facts, obligations."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import VolumeStep
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.commands import wording as commands
from samdrift.registers.contracts.commands.wording_proposals import propose_clause, propose_reading
from samdrift.registers.contracts.models import Contract, ContractOption, TermsProposal
from samdrift.registers.contracts.queries import wording
from tests.priced import price_contract, word_contract
from tests.world import NOON, World

TODAY = NOON.date()
AUGUST = date(2025, 8, 31)  # a Sunday


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def worded(world: World) -> World:
    price_contract(world)
    word_contract(world)
    return world


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def accept(world: World, proposal: TermsProposal) -> None:
    contracts.accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON + timedelta(hours=1))


def flagged(world: World) -> set[str]:
    clauses = wording.clauses_on(world.dan.scope, world.contract, date.max)
    return wording.not_working(clauses, wording.notes_of(world.dan.scope, world.contract))


def test_a_clause_names_the_rules_that_carry_it_out(worded: World) -> None:
    assert wording.ruled_by(worded.dan.scope, worded.contract, "8.1") == [("prices", "OFF", "8.1")]
    assert wording.ruled_by(worded.dan.scope, worded.contract, "9.2") == [("index", "NPI", "9.2")]
    assert wording.names("7.3, table 1", "7.3")
    assert not wording.names("17.3 and 7.31", "7.3")
    assert sorted(["7.10", "7.3", "A.1"], key=wording.counted) == ["7.3", "7.10", "A.1"]


def test_a_clause_reported_as_not_working_is_flagged_until_both_change_or_read_it_anew(worded: World) -> None:
    scope, uid = worded.bo.scope, worded.contract.uid
    assert flagged(worded) == {"8.1"}
    accept(worded, propose_reading(scope, uid, "8.1", "The second table counts.", now=NOON))
    assert flagged(worded) == set()
    later = NOON + timedelta(days=1)
    commands.report_clause(worded.dan.scope, uid, "8.1", "Still unclear.", now=later)
    assert flagged(worded) == {"8.1"}
    draft = commands.ClauseDraft(number="8.1", title="Prices", text="Table 2 counts.", valid_from=TODAY)
    proposal = propose_clause(scope, uid, draft, now=NOON)
    with pytest.raises(NotAllowed):
        contracts.accept_terms(scope, proposal.uid, expected_version=None, now=NOON)
    contracts.accept_terms(worded.dan.scope, proposal.uid, expected_version=None, now=later + timedelta(hours=1))
    assert flagged(worded) == set()
    held = wording.clauses_on(scope, worded.contract, TODAY)
    before = wording.clauses_on(scope, worded.contract, TODAY, known_at=NOON)
    assert ([one.text for one in held], [one.edition for one in before]) == (["Table 2 counts."], [1])


@pytest.mark.parametrize("wrong", [{"number": "8 1"}, {"number": ""}, {"title": ""}, {"text": " "}])
def test_a_clause_without_number_title_or_text_is_refused(worded: World, wrong: dict[str, str]) -> None:
    draft = {"number": "1", "title": "A", "text": "B"} | wrong
    with pytest.raises(Invalid):
        propose_clause(
            worded.bo.scope, worded.contract.uid, commands.ClauseDraft(**draft, valid_from=TODAY), now=NOON
        )  # fmt: skip
    with pytest.raises(Invalid):
        propose_reading(worded.bo.scope, worded.contract.uid, "8.1", " ", now=NOON)


def test_t_chg_10_what_begins_after_the_term_is_refused_unless_the_option_is_used(worded: World) -> None:
    pk, uid = worded.contract.pk, worded.contract.uid
    step = VolumeStep("OFF", worded.north.pk, worded.site.pk, "", Decimal(10), date(2030, 3, 1), NOON)
    with pytest.raises(Refused, match="option"):
        contracts.add_steps(worded.dan.scope, pk, [step], now=NOON)
    with pytest.raises(NotAllowed):
        commands.exercise_option(worded.bo.scope, uid, "O1", expected_version=None, now=NOON)
    commands.exercise_option(worded.dan.scope, uid, "O1", expected_version=None, now=NOON)
    with pytest.raises(Refused):
        commands.exercise_option(worded.dan.scope, uid, "O1", expected_version=None, now=NOON)
    assert Contract.objects.within(worded.dan.scope).get(pk=pk).ends_on == date(2031, 12, 31)
    contracts.add_steps(worded.dan.scope, pk, [step], now=NOON)


def test_a_deadline_on_a_day_off_is_the_working_day_before(worded: World) -> None:
    assert rules.deadline(AUGUST, ()) == date(2025, 8, 29)
    assert rules.deadline(date(2025, 12, 26), {date(2025, 12, 25), date(2025, 12, 26)}) == date(2025, 12, 24)
    saturday = at(date(2025, 8, 30))
    with pytest.raises(Refused, match="29 August 2025"):
        commands.exercise_option(worded.dan.scope, worded.contract.uid, "O1", expected_version=None, now=saturday)


def test_each_milestone_of_a_deadline_is_told_once_and_the_committee_hears_in_the_end(worded: World) -> None:
    days_of = (TODAY, TODAY, date(2025, 5, 31), date(2025, 6, 1), date(2025, 8, 25), date(2025, 8, 30))
    told = [commands.tell_of_options(worded.community.pk, now=at(day)) for day in days_of]
    assert told == [1, 0, 1, 0, 1, 1]
    with everywhere(reason="a test looks"):
        days = [one.payload["days"] for one in EventRecord.objects.filter(kind="contracts.option_due").order_by("pk")]
    assert days == [116, 90, 4, 0]
    assert ContractOption.objects.within(worded.dan.scope).get().told == 0


@given(st.lists(st.integers(-10, 400), min_size=1, max_size=30))
def test_people_are_told_at_most_once_of_each_milestone(days: list[int]) -> None:
    told: list[int] = []
    for left in sorted(days, reverse=True):
        mark = rules.alert_for(left, told[-1] if told else None)
        if mark is not None:
            told.append(mark)
    assert told == sorted(set(told), reverse=True)
    assert set(told) <= set(rules.ALERTS)
    if min(days) <= 180:
        assert told[-1] == min(mark for mark in rules.ALERTS if min(days) <= mark)


def test_sources_that_differ_are_shown_and_one_is_verified_by_the_other_party(worded: World) -> None:
    (sites,) = wording.facts_of(worded.dan.scope, worded.contract)
    assert (sites.differ, [row.value for row in sites.rows]) == (True, ["over 200", "250"])
    fact = sites.rows[0]
    with pytest.raises(NotAllowed):
        commands.verify_fact(worded.bo.scope, fact.uid, expected_version=None, now=NOON)
    commands.verify_fact(worded.dan.scope, fact.uid, expected_version=None, now=NOON)
    assert wording.facts_of(worded.dan.scope, worded.contract)[0].rows[0].verified
    with pytest.raises(Invalid):
        commands.state_fact(worded.bo.scope, worded.contract.uid, about="Sites", value="1", source="", now=NOON)


def test_an_obligation_is_kept_day_by_day_by_the_side_that_owes_it(worded: World) -> None:
    uid, first = worded.contract.uid, date(2025, 4, 1)
    said: dict[str, Any] = {"due_on": first, "evidence": "The plan of March", "now": NOON}
    with pytest.raises(NotAllowed):
        commands.keep_obligation(worded.dan.scope, uid, "PLAN", **said)
    with pytest.raises(Invalid):
        commands.keep_obligation(worded.bo.scope, uid, "PLAN", **said | {"evidence": ""})
    commands.keep_obligation(worded.bo.scope, uid, "PLAN", **said)
    (row,) = wording.obligations_of(worded.bo.scope, worded.contract)
    assert row[1] == date(2026, 4, 1)
    with pytest.raises(Invalid):
        commands.keep_obligation(worded.bo.scope, uid, "PLAN", **said)


def test_options_facts_and_obligations_are_read_as_they_were_known_on_any_moment(worded: World) -> None:
    scope, contract, later = worded.dan.scope, worded.contract, NOON + timedelta(days=2)
    (fact, _other) = wording.facts_of(scope, contract)[0].rows
    commands.verify_fact(scope, fact.uid, expected_version=None, now=later)
    commands.exercise_option(scope, contract.uid, "O1", expected_version=None, now=later)
    kept = {"due_on": date(2025, 4, 1), "evidence": "The plan of March", "now": later}
    commands.keep_obligation(worded.bo.scope, contract.uid, "PLAN", **kept)
    for known, done in ((NOON, False), (later - timedelta(seconds=1), False), (later, True), (None, True)):
        assert [row.verified for row in wording.facts_of(scope, contract, known)[0].rows] == [done, False], known
        assert (wording.options_of(scope, contract, known)[0].exercised_at is not None) is done, known
        assert bool(wording.obligations_of(scope, contract, known)[0][2]) is done, known
    before = NOON - timedelta(seconds=1)
    assert wording.facts_of(scope, contract, before) == wording.options_of(scope, contract, before) == []
    assert wording.notes_of(scope, contract, known_at=before) == []


def test_nothing_is_done_on_a_page_of_the_past(worded: World, client: Client) -> None:
    client.force_login(worded.dan.person)
    page = reverse("contracts:wording", args=[worded.contract.uid])
    assert "Use this option" in client.get(page).content.decode()
    assert "Use this option" not in client.get(page, {"known": str(TODAY)}).content.decode()
    index = reverse("contracts:index", args=[worded.contract.uid])
    assert "Look at a run" in client.get(index).content.decode()
    past = client.get(index, {"known": str(TODAY)}).content.decode()
    assert "Look at a run" not in past
    assert "as known on" in past
    assert "Prices follow no index" in client.get(index, {"known": "2024-01-01"}).content.decode()


def test_what_comes_every_months_end_is_due_on_the_last_day() -> None:
    assert rules.due_days(date(2025, 1, 31), 1, date(2025, 4, 1)) == [
        date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30),
    ]  # fmt: skip
    assert rules.next_due(date(2025, 1, 31), 0, {date(2025, 1, 31)}) is None


def test_the_pages_say_it_and_do_it(worded: World, client: Client) -> None:
    uid = worded.contract.uid
    client.force_login(worded.bo.person)
    page, clause = reverse("contracts:wording", args=[uid]), reverse("contracts:clause", args=[uid, "8.1"])
    text = client.get(page).content.decode()
    for told in ("not working", "Two years more", "116 days left", "no working day", "sources differ", "late since"):
        assert told in text, told
    assert "Carried out by" in client.get(clause).content.decode()
    assert client.get(page, {"known": "2025-01-01"}).status_code == 200
    for said, status in (
        ({"do": "reading", "reading": ""}, 422), ({"do": "report", "report": "It does not."}, 302),
        ({"do": "clause", "title": "", "text": "x", "valid_from": str(TODAY)}, 422),
    ):  # fmt: skip
        assert client.post(clause, said).status_code == status, said
    made = client.post(clause, {"do": "reading", "reading": "The second table counts."})
    assert "The second table counts." in client.get(made["Location"]).content.decode()
    new = {"number": "8.2", "title": "Rates", "text": "Words", "valid_from": str(TODAY)}
    assert client.post(reverse("contracts:new_clause", args=[uid]), new).status_code == 302
    kept = reverse("contracts:keep_obligation", args=[uid, "PLAN"])
    assert client.post(kept, {"due_on": "2025-04-01", "evidence": "The plan"}).status_code == 302
    fact = {"about": "Signed", "value": "April 2013", "source": "A report"}
    assert client.post(reverse("contracts:state_fact", args=[uid]), fact).status_code == 302
    client.force_login(worded.dan.person)
    option = ContractOption.objects.within(worded.dan.scope).get()
    use = reverse("contracts:use_option", args=[uid, "O1"])
    assert client.post(use, {"version": option.version}).status_code == 302
    assert "used" in client.get(page).content.decode()
    row = wording.facts_of(worded.dan.scope, worded.contract)[0].rows[0]
    assert client.post(reverse("contracts:verify_fact", args=[row.uid]), {"version": row.version}).status_code == 302


def test_the_page_costs_the_same_for_many(
    worded: World, client: Client, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    client.force_login(worded.dan.person)
    page = reverse("contracts:wording", args=[worded.contract.uid])
    client.get(page)
    counts = []
    for extra in (1, 30):
        for number in range(extra):
            draft = commands.ClauseDraft(number=f"{extra}.{number}", title="T", text="T", valid_from=TODAY)
            commands.write_clause(worded.dan.scope, worded.contract.pk, draft, now=NOON)
            commands.state_fact(
                worded.dan.scope, worded.contract.uid, about=f"{extra}{number}", value="1", source="x", now=NOON
            )
        with django_assert_max_num_queries(40) as seen:
            client.get(page)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_other_systems_read_it_and_propose(worded: World, client: Client) -> None:
    client.force_login(worded.bo.person)
    at_ = f"/api/v1/contracts/{worded.contract.uid}"
    (clause,) = client.get(f"{at_}/clauses").json()
    assert (clause["number"], clause["not_working"], clause["readings"]) == ("8.1", True, [])
    assert client.get(f"{at_}/clauses", {"known": "2025-01-01T00:00:00Z"}).json() == []
    (option,) = client.get(f"{at_}/options").json()
    assert (option["exercise_by"], option["deadline"], option["exercised_at"]) == ("2025-08-31", "2025-08-29", None)
    assert {(one["value"], one["differ"]) for one in client.get(f"{at_}/facts").json()} == {
        ("250", True), ("over 200", True),
    }  # fmt: skip
    (owed,) = client.get(f"{at_}/obligations").json()
    assert (owed["code"], owed["next_due"], owed["kept"]) == ("PLAN", "2025-04-01", [])
    clause_in = {"number": "8.1", "title": "Prices", "text": "Table 2.", "valid_from": str(TODAY)}
    for path, said, what in (
        ("clauses", clause_in, "clause"), ("readings", {"number": "8.1", "text": "Table 2."}, "reading"),
    ):  # fmt: skip
        answer = client.post(f"{at_}/{path}", said, content_type="application/json")
        assert (answer.status_code, answer.json()["what"]) == (201, what)
