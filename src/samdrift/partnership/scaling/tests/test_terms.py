"""What a contract says of changes: proposed by one party, accepted by the other, never backwards."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.kernel.notice_table import DEFAULT, Row, Table, Unfit, check
from samdrift.operations.requests.tests.test_races import at_once, skip_in_memory
from samdrift.partnership.scaling import commands, queries
from samdrift.partnership.scaling.commands import TermsDraft
from samdrift.partnership.scaling.tests.conftest import TODAY, ask, district_of, wish
from tests.world import NOON, World

AHEAD = date(2025, 7, 1)
# Less above 4 % takes the contract manager and four months; nothing else changes.
STRICTER = replace(
    DEFAULT, rows=tuple(
        replace(row, above=Decimal("0.04"), notice_months=4) if row.code == "medium" else row for row in DEFAULT.rows
    ),
)  # fmt: skip


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr("samdrift.partnership.scaling.web.terms.now", lambda: NOON)


def propose(district, actor=None, table=STRICTER, day=AHEAD, **more):
    actor = actor or district.provider
    draft = TermsDraft(valid_from=day, table=table, clause="14.2", **more)
    return commands.propose_terms(actor.scope, district.world.contract.uid, draft, now=NOON, note="Rosters")


def answer(actor, row, move, *, now=NOON, **more):
    return commands.answer_terms(actor.scope, row.uid, move, expected_version=None, now=now, **more)


class TestTable:
    @pytest.mark.parametrize(
        ("why", "change"),
        [
            ("first_row", lambda rows: [row for row in rows if row.code != "more"]),
            ("same_share", lambda rows: [*rows, Row("again", Decimal("0.05"), 2)]),
            ("same_code", lambda rows: [*rows, Row("small", Decimal("0.5"), 2)]),
            ("approvals", lambda rows: [*rows, Row("x", Decimal("0.5"), 2, ("steering",))]),
            ("share", lambda rows: [*rows, Row("x", Decimal(1), 2)]),
            ("months", lambda rows: [*rows, Row("x", Decimal("0.5"), -1)]),
        ],
    )  # fmt: skip
    def test_is_refused_where_nobody_could_follow_it(self, why, change):
        with pytest.raises(Unfit) as unfit:
            check(replace(DEFAULT, rows=tuple(change(DEFAULT.rows))))
        assert unfit.value.why == why

    def test_sums_over_a_month_at_least_and_counts_no_day_below_nothing(self):
        for more in ({"window_months": 0}, {"short_closure_days": -1}):
            with pytest.raises(Unfit):
                check(replace(DEFAULT, **more))
        with pytest.raises(Unfit):
            check(replace(DEFAULT, closure_share=Decimal("1.1")))


@pytest.mark.django_db
class TestAgreeing:
    def test_nothing_changes_until_the_other_party_accepts_and_then_only_ahead(self, district):
        row = propose(district)
        assert queries.terms_on(district.world.contract.pk, AHEAD) is None
        answer(district.office, row, "accept")
        held = queries.terms_on(district.world.contract.pk, AHEAD)
        assert (held.uid, held.standing, held.clause) == (row.uid, "accepted", "14.2")
        assert queries.terms_on(district.world.contract.pk, AHEAD - timedelta(days=1)) is None
        before = ask(district, wish(district, 17_540))  # 4.7 %
        assert before.approvals == ["budget"]
        later = NOON + timedelta(days=60)
        after = ask(district, wish(district, 17_000), now=later)
        assert (after.approvals, after.first_day) == (["budget", "contract"], date(2025, 12, 1))
        with everywhere(reason="a test looks"):
            kept = type(before).objects.get(pk=before.pk)
        assert kept.approvals == ["budget"]  # what was asked for before keeps the row it met

    def test_nobody_accepts_what_their_own_side_proposed_and_only_they_take_it_back(self, district):
        row = propose(district)
        with pytest.raises(NotAllowed):
            answer(district.provider, row, "accept")
        with pytest.raises(NotAllowed):
            answer(district.office, row, "withdraw")
        with pytest.raises(NotAllowed):
            propose(district, district.bud)
        assert answer(district.provider, row, "withdraw").standing == "withdrawn"
        with pytest.raises(Refused):
            answer(district.office, row, "accept")

    def test_a_refusal_says_why_and_makes_room_for_the_next(self, district):
        row = propose(district)
        with pytest.raises(Refused, match="waits"):
            propose(district, district.office)
        with pytest.raises(Invalid):
            answer(district.office, row, "refuse")
        with pytest.raises(Invalid):
            answer(district.office, row, "wave")
        assert answer(district.office, row, "refuse", answer="Too long").answer == "Too long"
        assert propose(district, district.office).standing == "open"

    def test_it_never_reaches_back(self, district):
        for day in (TODAY, TODAY - timedelta(days=300), date(2099, 1, 1)):
            with pytest.raises(Invalid, match="ahead"):
                propose(district, day=day)
        row = propose(district, day=TODAY + timedelta(days=1))
        with pytest.raises(Refused, match="backwards"):
            answer(district.office, row, "accept", now=NOON + timedelta(days=1))

    def test_what_nobody_could_follow_is_refused_with_the_reason(self, district):
        rows = tuple(row for row in DEFAULT.rows if row.code != "small")
        with pytest.raises(Invalid) as wrong:
            propose(district, table=replace(DEFAULT, rows=rows))
        assert "0 %" in str(wrong.value.fields["table"])
        own = replace(DEFAULT, rows=(*DEFAULT.rows, Row("spec", Decimal("0.5"), 1)))
        with pytest.raises(Invalid):
            propose(district, table=own)
        for more in ({"hours_a_post": Decimal(0)}, {"posts_to_consult": Decimal(0)},
                     {"labour": {"CLN": (Decimal(2), Decimal(290))}}, {"clause": "x" * 81}):  # fmt: skip
            with pytest.raises(Invalid):
                commands.propose_terms(
                    district.provider.scope, district.world.contract.uid,
                    TermsDraft(**{"valid_from": AHEAD, **more}), now=NOON,
                )  # fmt: skip

    def test_small_steps_are_summed_over_the_months_agreed(self, district):
        longer = replace(DEFAULT, window_months=24)
        answer(district.office, propose(district, table=longer, day=TODAY + timedelta(days=1)), "accept")
        first = ask(district, wish(district, 17_664), actor=district.bud, now=NOON + timedelta(days=1))
        assert first.state == "scheduled"  # 4 %
        later = NOON + timedelta(days=500)
        second = ask(district, wish(district, 16_960), actor=district.bud, now=later)
        assert second.approvals == ["budget", "contract"]

    def test_each_party_hears_of_what_the_other_said(self, district):
        row = propose(district)
        deliver_all()
        with everywhere(reason="a test looks"):
            told = list(Notice.objects.filter(kind="scaling.terms_proposed"))
        assert district.office.person.pk in {one.receiver_id for one in told}
        assert district.provider.person.pk not in {one.receiver_id for one in told}
        answer(district.office, row, "accept")
        deliver_all()
        with everywhere(reason="a test looks"):
            back = list(Notice.objects.filter(kind="scaling.terms_answered"))
        assert {one.receiver_id for one in back} >= {district.provider.person.pk}

    def test_the_preview_tells_what_the_last_years_changes_would_have_met(self, district):
        ask(district, wish(district, 17_540))  # 4.7 %
        [one] = queries.preview(district.office.scope, district.world.contract.pk, STRICTER, TODAY)
        assert (one.met.notice_months, one.would.notice_months) == (1, 4)
        assert (one.met.first_day, one.would.first_day) == (date(2025, 7, 1), date(2025, 10, 1))
        assert (len(one.met.approvals), len(one.would.approvals)) == (1, 2)
        rows = tuple(replace(row, remanence=DEFAULT.rows[2].remanence) if row.code == "small" else row
                     for row in DEFAULT.rows)  # fmt: skip
        [kept] = queries.preview(district.office.scope, district.world.contract.pk, Table(rows), TODAY)
        # 860 m² × 215.00 = 184,900 a year: 15,408.33 a month × (3 × 30 % + 3 × 15 %)
        assert (kept.met.kept_minor, kept.would.kept_minor) == (0, 3 * 462_250 + 3 * 231_125)


@pytest.mark.django_db
class TestPage:
    def test_both_parties_read_what_holds_and_propose_the_next(self, district, client, here):
        client.force_login(district.provider.person)
        address = reverse("scaling:terms", args=[district.world.contract.uid])
        shown = client.get(address).content.decode()
        assert "the usual rows hold" in shown
        assert "less, above 15 %" in shown
        assert address in client.get(reverse("contracts:page", args=[district.world.contract.uid])).content.decode()
        ask(district, wish(district, 17_540))
        looked = client.post(address, sent(**{"row1-above": "4", "preview": "1"}))
        assert "1 → <strong>3</strong>" in looked.content.decode()
        assert queries.terms_shown(district.office.scope, district.world.contract.pk).count() == 0
        assert client.post(address, sent(**{"row1-above": "4"})).status_code == 302
        [row] = queries.terms_shown(district.office.scope, district.world.contract.pk)
        assert (row.standing, row.table["rows"][1]["above"], row.labour) == (
            "open", "0.04", {"CLN": ["0.75", "290"]},
        )  # fmt: skip
        client.force_login(district.office.person)
        page = client.get(address).content.decode()
        assert "Accept" in page
        assert "1 → <strong>3</strong>" in page
        accept = reverse("scaling:terms_answer", args=[row.uid, "accept"])
        assert client.post(accept, {"version": row.version}).status_code == 302
        assert queries.terms_on(district.world.contract.pk, AHEAD).uid == row.uid

    def test_what_could_not_be_read_is_told_at_its_field(self, district, client, here):
        client.force_login(district.office.person)
        address = reverse("scaling:terms", args=[district.world.contract.uid])
        for wrong, told in (
            ({"row2-kept": "1-3"}, "Write months and per cent"), ({"row0-way": ""}, "one row from 0 %"),
            ({"labour": "CLN 75"}, "one service line a line"), ({"valid_from": "2025-05-05"}, "from a day ahead"),
            ({"row5-above": "0"}, "Two rows begin"),
        ):  # fmt: skip
            answered = client.post(address, sent(**wrong))
            assert (answered.status_code, told in answered.content.decode()) == (422, True), told

    def test_it_is_for_those_who_see_the_contracts_changes(self, district, client, here):
        address = reverse("scaling:terms", args=[district.world.contract.uid])
        client.force_login(district.world.carla.person)
        assert client.get(address).status_code in (403, 404)

    def test_it_costs_the_same_for_many(self, district, client, here, django_assert_max_num_queries):
        address = reverse("scaling:terms", args=[district.world.contract.uid])
        client.force_login(district.office.person)
        for many in (1, 5):
            for number in range(many):
                ask(district, wish(district, 18_399 - many * 10 - number))
            propose(district)
            with django_assert_max_num_queries(22):
                client.get(address)
            [waits] = queries.terms_shown(district.office.scope, district.world.contract.pk).filter(standing="open")
            answer(district.provider, waits, "withdraw")


def sent(**more):
    """The form as it stands filled in from the usual rows."""
    rows = [
        ("less", "0", "1", "budget", ""), ("less", "5", "3", "contract", ""),
        ("less", "15", "6", "steering", "1-3 30 4-6 15"), ("left", "0", "3", "steering", "1-3 30 4-6 15"),
        ("more", "0", "1", "budget", ""), ("more", "10", "2", "budget", ""), ("", "", "", "budget", ""),
    ]  # fmt: skip
    names = ("way", "above", "notice_months", "whose", "kept")
    told = {f"row{n}-{name}": value for n, row in enumerate(rows) for name, value in zip(names, row, strict=True)}
    return {
        "rows": str(len(rows)), **told, "window_months": "12", "short_closure_days": "10", "short_closure_notice": "5",
        "long_closure_notice": "10", "closure_share": "80", "renegotiate_below": "80", "posts_to_consult": "1",
        "hours_a_post": "1665", "labour": "CLN 75 290", "clause": "14.2", "valid_from": "2025-07-01", "note": "",
        **more,
    }  # fmt: skip


@pytest.mark.slow
def test_of_two_who_propose_or_accept_at_once_one_is_told(transactional_db):
    skip_in_memory()
    district = district_of(World())
    outcomes = at_once(lambda: propose(district).standing, lambda: propose(district, district.office).standing)
    assert sorted(str(one) if isinstance(one, str) else type(one).__name__ for one in outcomes) == ["Refused", "open"]
    [row] = queries.terms_shown(district.office.scope, district.world.contract.pk)
    other = district.office if row.party_id == district.provider.scope.party_id else district.provider
    accept = lambda: answer(other, row, "accept").standing  # noqa: E731
    both = at_once(accept, accept)
    assert sum(one == "accepted" for one in both) == 1
    assert sum(isinstance(one, Refused | Stale) for one in both) == 1
