"""An agreed change reaches the work: rounds and plans follow by themselves, and go back when it is taken back."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import PriceTerms
from samdrift.operations.planning import public as planning
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries import rounds as round_queries
from samdrift.partnership.scaling import commands
from samdrift.partnership.scaling.models import ChangeOrder, Closure
from samdrift.partnership.scaling.queries.following import worker_scope
from samdrift.partnership.scaling.rules.following import meant, visits_of
from samdrift.partnership.scaling.tests.conftest import ask, wish
from samdrift.registers.catalogue.models import ServiceLine
from samdrift.registers.catalogue.queries.known import forget
from samdrift.registers.estate.models import Space
from tests.world import NOON, words

LATER = date(2026, 3, 2)  # a Monday after every notice
DAILY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


def terms(item: str, line: str = "CLN", unit: str = "m2_year") -> PriceTerms:
    return PriceTerms(item=item, line=line, unit=unit, price=Decimal(1), base_price=Decimal(1), factor=Decimal(1))


BOOK = {"OFF": terms("OFF"), "WET": terms("WET"), "GRD": terms("GRD", "GRD", "visit")}


def test_a_setting_says_how_often_a_week() -> None:
    assert [visits_of(one) for one in ("f5 q3", "q3", "h8 d6", "f2_5", "")] == [5, 0, 6, Decimal("2.5"), 0]


def test_what_comes_most_often_leads_and_items_that_change_are_named() -> None:
    before = {("OFF", 1, 7, "f5 q3"): Decimal(9), ("WET", 1, 7, "f5 q3"): Decimal(4)}
    after = {("OFF", 1, 7, "f3 q3"): Decimal(9), ("WET", 1, 7, "f5 q3"): Decimal(4)}
    (one,) = meant(before, after, BOOK, [*before, *after], LATER)
    assert (one.given_up, one.week, one.by_item) == (False, (5, 5), {"OFF": 3})


def test_less_area_at_the_same_frequency_means_nothing_to_rounds_and_none_at_all_means_given_up() -> None:
    before = {("OFF", 1, 7, "f5"): Decimal(9)}
    assert meant(before, {("OFF", 1, 7, "f5"): Decimal(5)}, BOOK, before, LATER) == []
    (one,) = meant(before, {("OFF", 1, 7, "f5"): Decimal(0)}, BOOK, before, LATER)
    assert one.given_up


def test_visits_that_are_ordered_by_number_are_counted_a_year() -> None:
    (one,) = meant({("GRD", 1, 7, ""): Decimal(26)}, {("GRD", 1, 7, ""): Decimal(13)}, BOOK, [("GRD", 1, 7, "")], LATER)
    assert (one.year, one.week) == ((26, 13), (0, 0))


@pytest.fixture
def work(district):
    """A daily round of washroom and office, and a monthly plan, both of cleaning at the site."""
    world = district.world
    ServiceLine.objects.create(community=world.community, code="CLN", name=words("Cleaning"))
    forget(world.community.pk)
    office = Space.objects.create(
        community=world.community, site=world.site, storey=world.storey, number="0.30", name="Office", use="office",
        area_m2=20,
    )  # fmt: skip
    draft = rounds.RoundDraft(
        name="Morning", site=world.site.uid, line="CLN", rule=DAILY, first_day=date(2025, 3, 3), team=world.team.uid
    )
    made = rounds.write_round(world.asta.scope, draft, now=NOON)
    stops = [rounds.StopDraft(space=one.uid) for one in (world.washroom, office)]
    rounds.set_stops(world.asta.scope, made.uid, stops, expected_version=None, now=NOON)
    plan = planning.PlanDraft(
        name="Polish", line_code="CLN", site_id=world.site.pk, team_id=world.team.pk,
        terms=planning.Terms(rule="FREQ=MONTHLY", anchor=date(2025, 5, 14)),
    )  # fmt: skip
    planned = planning.write_plan(world.asta.scope, plan, now=NOON)
    commands.write_terms(
        district.office.scope,
        world.contract.pk,
        commands.TermsDraft(valid_from=date(2025, 1, 1), rooms={"CLN-PUB": ["office"]}),
        now=NOON,
    )
    deliver_all()
    return SimpleNamespace(round=made, plan=planned)


def gone(work, first=LATER):
    with everywhere(reason="a test looks"):
        one = Round.objects.select_related(*round_queries.ALONG).get(pk=work.round.pk)
        return "".join(
            letter for n, letter in enumerate("MTWTFSS") if round_queries.runs(one, first + timedelta(days=n))
        )


def due(work, first, last):
    with everywhere(reason="a test looks"):
        rows = planning.PlanOccurrence.objects.filter(plan=work.plan.pk, due_on__range=(first, last))
        return list(rows.order_by("due_on").values_list("due_on", flat=True))


def agreed(district, *wishes):
    change = ask(district, *wishes)
    for actor in (district.bud, district.office, district.steering)[: len(change.approvals)]:
        change = commands.approve_change(actor.scope, change.uid, expected_version=None, now=NOON)
    if change.state != "scheduled":
        change = commands.accept_change(district.provider.scope, change.uid, expected_version=None, now=NOON)
    deliver_all()
    return change


@pytest.mark.django_db
class TestTheWork:
    def test_follows_a_lower_frequency_from_the_first_day(self, district, work):
        change = agreed(district, wish(district, 18_400, to_setting="f3 q3"))
        day = change.first_day
        assert (gone(work, day - timedelta(days=7 + day.weekday())), gone(work)) == ("MTWTF", "MWF")
        kept = ChangeOrder.objects.within(district.fm.scope).get(pk=change.pk)
        (row,) = kept.followed["rows"]
        assert (row["what"], row["after"], row["from"]) == ("round", [0, 2, 4], day.isoformat())

    def test_waits_for_the_yes_and_goes_back_when_both_take_it_back(self, district, work):
        change = ask(district, wish(district, 18_400, to_setting="f3 q3"))
        deliver_all()
        assert gone(work) == "MTWTF"
        for actor in (district.bud, district.office, district.steering):
            commands.approve_change(actor.scope, change.uid, expected_version=None, now=NOON)
        commands.accept_change(district.provider.scope, change.uid, expected_version=None, now=NOON)
        deliver_all()
        assert gone(work) == "MWF"
        for actor in (district.fm, district.provider):
            commands.withdraw_change(actor.scope, change.uid, expected_version=None, reason="", now=NOON)
        deliver_all()
        assert gone(work) == "MTWTF"
        assert ChangeOrder.objects.within(district.fm.scope).get(pk=change.pk).followed == {}

    def test_told_twice_follows_once(self, district, work):
        change = agreed(district, wish(district, 18_400, to_setting="f3 q3"))
        assert not commands.let_work_follow(worker_scope(change.community_id), change.uid, now=NOON)
        assert gone(work) == "MWF"

    def test_ends_where_the_service_was_given_up(self, district, work):
        change = agreed(district, wish(district, 0))
        assert gone(work) == ""
        assert due(work, change.first_day, date(2027, 1, 1)) == []
        assert gone(work, change.first_day - timedelta(days=7 + change.first_day.weekday())) == "MTWTF"

    def test_rests_while_the_place_is_closed_and_goes_on_when_it_stays_open(self, district, work):
        july = (date(2025, 7, 1), date(2025, 7, 31))
        closure = commands.tell_closure(
            district.fm.scope, district.unit.uid, site_uid=district.world.site.uid, line="CLN", days=july, reason="",
            now=NOON,
        )  # fmt: skip
        deliver_all()
        assert (gone(work, date(2025, 7, 7)), gone(work, date(2025, 8, 4))) == ("", "MTWTF")
        assert (due(work, *july), due(work, date(2025, 8, 1), date(2025, 8, 10))) == ([], [date(2025, 8, 1)])
        row = Closure.objects.within(district.fm.scope).get(pk=closure.pk).followed["rows"][0]
        assert (row["ahead"], row["plans"]) == (1, 1)
        commands.withdraw_closure(district.fm.scope, closure.uid, expected_version=None, now=NOON)
        deliver_all()
        assert (gone(work, date(2025, 7, 7)), due(work, *july)) == ("MTWTF", [date(2025, 7, 14)])

    def test_that_rests_is_told_on_the_page_of_closures(self, district, work, client):
        commands.tell_closure(
            district.fm.scope, district.unit.uid, site_uid=district.world.site.uid, line="CLN",
            days=(date(2025, 7, 1), date(2025, 7, 31)), reason="", now=NOON,
        )  # fmt: skip
        deliver_all()
        client.force_login(district.fm.person)
        page = client.get(f"/districts/{district.unit.uid}/closures/").content.decode()
        assert "No round from" in page
        assert "1 planned work of these days is done after" in page

    def test_is_shown_on_the_changes_page_before_and_after_the_yes(self, district, work, client):
        change = ask(district, wish(district, 18_400, to_setting="f3 q3"))
        client.force_login(district.fm.person)
        page = client.get(f"/changes/{change.uid}/").content.decode()
        assert "What will follow, once it is agreed" in page
        assert "Morning: Mon, Tue, Wed, Thu, Fri → Mon, Wed, Fri" in page
        for actor in (district.bud, district.office, district.steering):
            commands.approve_change(actor.scope, change.uid, expected_version=None, now=NOON)
        leader = district.world.someone("OPS-M", name="Ole")
        commands.accept_change(district.provider.scope, change.uid, expected_version=None, now=NOON)
        deliver_all()
        page = client.get(f"/changes/{change.uid}/").content.decode()
        assert "What follows" in page
        assert f"/rounds/{work.round.uid}/" in page
        client.force_login(leader.person)
        assert "Rounds and plans follow" in client.get("/notices/").content.decode()
