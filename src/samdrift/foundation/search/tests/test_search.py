from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection  # noqa: F401  Named in a condition below.

from samdrift.foundation.conftest import scope_in
from samdrift.foundation.scope import Scope
from samdrift.foundation.search import queries, registry
from samdrift.foundation.search.commands import Findable, forget_row, index_row, index_rows, rebuild, tidy
from samdrift.foundation.search.models import SearchRow
from samdrift.foundation.search.queries import _matching, count_found, matching_uids, search_rows
from samdrift.foundation.search.registry import searchable


@pytest.fixture(autouse=True)
def things_can_be_found():
    searchable("things", permission="things.read")
    searchable("secrets", permission="secrets.read")
    yield
    registry.permission_for.pop("things")
    registry.permission_for.pop("secrets")
    registry.everywhere_kinds.discard("things")


@pytest.fixture
def add(community):
    """Indexes a thing of the community and gives its uid."""
    from samdrift.registers.parties.models import Member

    def adding(title, body="", *, kind="things", place=community, where=None, **values):
        own = {name: values.pop(name) for name in ("data_class", "owner_party_id") if name in values}
        row = Member(community=place, **own)
        index_row(Findable(kind=kind, row=row, title=title, body=body, where=where, **values))
        return row.uid

    return adding


def found(scope, text, **options):
    return [hit.uid for hit in search_rows(scope, text, **options).hits]


def test_words_are_found_by_their_beginnings_whatever_the_letters(scope, add):
    thing = add("POL-2025-0048211", "Utæt rør på Ærø, dækskifte")
    for text in ("utaet", "UTÆT rør", "ror aero", "0048211", "pol-2025", "dæks", "ærø utæt"):
        assert found(scope, text) == [thing], text
    for text in ("", "  !", "taet", "utæt fejl"):
        assert found(scope, text) == []


def test_matches_in_titles_come_first_and_the_newest_first_among_them(scope, add):
    body_old, title_old = add("A1", "lampe"), add("Lampe 1")
    body_new, title_new = add("A2", "en lampe"), add("Lampe 2", "lampe")
    assert found(scope, "lampe") == [title_new, title_old, body_new, body_old]


def test_every_match_is_on_one_page_and_only_one(scope, add):
    things = {add(f"Lampe {number}" if number % 3 else "Dør", "lampe") for number in range(20)}
    seen, after = [], ""
    while True:
        page = search_rows(scope, "lampe", after=after, limit=4)
        seen += [hit.uid for hit in page.hits]
        after = page.after
        if not after:
            break
    assert len(seen) == 20
    assert set(seen) == things
    assert seen == found(scope, "lampe", limit=50)


def test_a_page_number_from_elsewhere_begins_at_the_top(scope, add):
    thing = add("Lampe")
    for after in ("x", "9.9", "1.", "1.-4", "1.99999999999999999999", "2;drop"):
        assert found(scope, "lampe", after=after) == [thing]


def test_another_communitys_things_are_not_found_nor_counted(scope, add, elsewhere):
    add("Lampe", place=elsewhere)
    mine = add("Lampe")
    assert found(scope, "lampe") == [mine]
    assert count_found(scope, "lampe") == 1
    assert matching_uids(scope, "lampe", kind="things") == [mine]


def test_each_kind_is_found_by_its_own_permission(scope, community, add):
    thing, secret = add("Lampe"), add("Lampe", kind="secrets")
    assert found(scope, "lampe") == [thing]
    assert found(scope, "lampe", kinds=["secrets"]) == []
    both = scope_in(community, permissions="things.read secrets.read")
    assert found(both, "lampe") == [secret, thing]
    assert found(both, "lampe", kinds=["secrets"]) == [secret]
    assert found(Scope(community_id=community.pk), "lampe") == []


def test_the_gate_comes_before_the_limit(community, add):
    near = add("Lampe", where={"site_id": 5})
    for _ in range(30):
        add("Lampe", where={"site_id": 6})
    add("Lampe")
    scope = scope_in(community, sites=frozenset({5}))
    assert found(scope, "lampe", limit=3) == [near]
    assert search_rows(scope, "lampe", limit=3).after == ""
    assert count_found(scope, "lampe") == 1


def test_the_other_partys_own_things_leave_no_trace(scope, community, party, add):
    provider = party("provider")
    theirs = add("Lampe", data_class="D3", owner_party_id=provider)
    classes = frozenset({"D0", "D1", "D3"})
    assert found(scope_in(community, party_id=scope.party_id, data_classes=classes), "lampe") == []
    assert found(scope_in(community, party_id=provider, data_classes=classes), "lampe") == [theirs]


def test_restricted_classes_are_found_by_those_granted_them_only(scope, community, add):
    case = add("Lampe", data_class="D7", where={"case_id": 3})
    classes = frozenset({"D7"})
    assert found(scope, "lampe") == []
    assert found(scope_in(community, data_classes=classes, cases=frozenset({4})), "lampe") == []
    assert found(scope_in(community, data_classes=classes, cases=frozenset({3})), "lampe") == [case]


def test_grants_that_reach_ones_own_or_given_things_find_those(scope, community, add):
    mine, given = add("Lampe", person_id=7), add("Lampe", assignee_id=7)
    team, _ = add("Lampe", team_id=3), add("Lampe", person_id=8, team_id=4)
    assert found(scope_in(community, reach="own"), "lampe") == [mine]
    assigned = scope_in(community, reach="assigned")
    assert found(assigned, "lampe") == [given]
    assert found(replace(assigned, team_ids=frozenset({3})), "lampe") == [team, given]


def test_a_thing_reworded_moved_or_gone_is_found_as_it_is_now(scope, community):
    from samdrift.registers.parties.models import Member

    row = Member(community=community)
    index_row(Findable(kind="things", row=row, title="Lampe", where={"site_id": 5}))
    index_row(Findable(kind="things", row=row, title="Dør", where={"site_id": 6}))
    assert found(scope, "lampe") == []
    assert found(scope, "dor") == [row.uid]
    assert found(scope_in(community, sites=frozenset({5})), "dor") == []
    forget_row("things", row.uid)
    assert found(scope, "dor") == []


def test_of_a_thing_given_twice_at_once_the_last_words_hold(scope, community):
    from samdrift.registers.parties.models import Member

    row = Member(community=community)
    index_rows([Findable(kind="things", row=row, title="Lampe"), Findable(kind="things", row=row, title="Dør")])
    assert found(scope, "dør") == [row.uid]
    assert found(scope, "lampe") == []


def test_the_index_can_be_rebuilt_and_tidied(scope, add):
    thing = add("Lampe")
    rebuild()
    tidy()
    assert found(scope, "lampe") == [thing]


def test_a_search_costs_the_same_for_many(scope, add, django_assert_num_queries, community):
    from samdrift.registers.parties.models import Member

    for many in (1, 30):
        with django_assert_num_queries(1):
            index_rows(
                [
                    Findable(kind="things", row=Member(community=community, uid=uuid4()), title="Lampe")
                    for _ in range(many)
                ]
            )
        with django_assert_num_queries(2):
            search_rows(scope, "lampe", limit=50)


def test_counting_stops_at_a_thousand(scope, community):
    from samdrift.registers.parties.models import Member

    index_rows([Findable(kind="things", row=Member(community=community), title="Lampe") for _ in range(1005)])
    assert count_found(scope, "lampe") == 1000
    assert len(matching_uids(scope, "lampe", kind="things")) == 1000


def test_common_words_in_titles_are_paged_like_rare_ones(scope, add, monkeypatch):
    things = [add("Lampe") for _ in range(12)][::-1]
    monkeypatch.setattr(queries, "FEW", 5)
    page = search_rows(scope, "lampe", limit=4)
    assert [hit.uid for hit in page.hits] == things[:4]
    assert found(scope, "lampe", limit=9, after=page.after) == things[4:]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's planner only")
@pytest.mark.parametrize("tier", [0, 1, 2])
def test_the_word_index_is_asked_once_and_first(scope, tier):
    rows = _matching(SearchRow.objects.within(scope), ["lampe"], tier=tier)[:10]
    steps = rows.explain().splitlines()
    assert "search_words VIRTUAL TABLE" in steps[0]
    assert not any("TEMP B-TREE" in step for step in steps)


def test_what_lies_nowhere_is_found_however_narrow_the_grant(scope, add, community):
    from samdrift.foundation.scope import Grant

    narrow = replace(
        scope, grants=(Grant(role="x", permissions=frozenset({"things.read"}), sites=frozenset({1})),), party_id=None
    )
    add("Lampe")
    assert found(narrow, "lampe") == []
    searchable("things", permission="things.read", everywhere=True)
    assert len(found(narrow, "lampe")) == 1
    assert found(replace(narrow, grants=()), "lampe") == []
    assert found(replace(narrow, community_id=community.pk + 1), "lampe") == []


@pytest.mark.parametrize("text", ["mette n", "n mette", "m n", "n", "lampe 1", "1 2 lampe", "mette x", "lampe m"])
def test_a_single_letter_narrows_as_every_other_word_does(scope, add, text):
    said = ["mette nielsen", "mette olsen", "lampe 12", "lampe", "nmette lampe", "12 lampe mette", "m n"]
    things = {add(title, body): (title, body) for title in said for body in ("", "lampe n", "mette 1 2")}

    def has(where):
        return all(any(word.startswith(term) for word in where.split()) for term in text.split())

    titled = [uid for uid, (title, _) in things.items() if has(title)]
    anywhere = [uid for uid, both in things.items() if has(" ".join(both)) and uid not in titled]
    assert found(scope, text, limit=50) == [*titled[::-1], *anywhere[::-1]]
    assert count_found(scope, text) == len(titled) + len(anywhere)
    assert set(matching_uids(scope, text, kind="things")) == {*titled, *anywhere}
    first = search_rows(scope, text, limit=3)
    rest = search_rows(scope, text, limit=50, after=first.after).hits if first.after else []
    assert [hit.uid for hit in (*first.hits, *rest)] == [*titled[::-1], *anywhere[::-1]]
