"""A pack is asked for on a page and made by a job, and parties that do not answer are reminded."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.partnership.benchmarking.commands import making, packs
from samdrift.partnership.benchmarking.commands.making import ask_pack, ask_refresh, fail_making, make_asked
from samdrift.partnership.benchmarking.commands.reminding import remind
from samdrift.partnership.benchmarking.models import Making, Pack
from samdrift.partnership.benchmarking.tests.conftest import FIRST, LAST, LATER, Market

DAY = timedelta(days=1)


def fresh(asked: Making) -> Making:
    with everywhere(reason="test"):
        return Making.objects.select_related("pack").get(pk=asked.pk)


def asked_by(market: Market) -> Making:
    return ask_pack(market.client.scope, market.contract.uid, FIRST, LAST, now=LATER)


def told(key: str) -> set[int]:
    with everywhere(reason="test"):
        return {one for one in Notice.objects.filter(kind=key).values_list("receiver", flat=True) if one is not None}


def test_what_the_job_makes_is_what_is_made_at_once(market: Market) -> None:
    market.three_peers()
    asked = asked_by(market)
    make_asked(asked.uid, now=LATER)
    made = fresh(asked)
    assert (made.state, made.pack is not None) == ("done", True)
    by_job = market.fresh(made.pack)
    with everywhere(reason="test"):
        Making.objects.all().delete()
        Pack.objects.all().delete()
    assert market.pack().digest == by_job.digest


def test_asked_twice_it_is_made_once_and_a_second_of_the_period_is_refused(market: Market) -> None:
    first = asked_by(market)
    assert ask_pack(market.provider.scope, market.contract.uid, FIRST, LAST, now=LATER).pk == first.pk
    make_asked(first.uid, now=LATER)
    make_asked(first.uid, now=LATER + DAY)
    with everywhere(reason="test"):
        assert Pack.objects.count() == 1
    with pytest.raises(Refused):
        asked_by(market)


def test_who_may_not_make_a_pack_may_not_ask_for_one(market: Market) -> None:
    with pytest.raises(NotAllowed):
        ask_pack(market.auditor.scope, market.contract.uid, FIRST, LAST, now=LATER)


def test_what_cannot_be_made_says_why_on_its_page(market: Market, client: Client) -> None:
    asked = asked_by(market)
    market.pack()  # somebody made one at once meanwhile
    make_asked(asked.uid, now=LATER)
    assert (fresh(asked).state, fresh(asked).problem, fresh(asked).pack) == ("failed", "taken", None)
    client.force_login(market.client.person)
    page = client.get(reverse("benchmarking:making", args=[asked.uid])).content.decode()
    assert "This period has a pack that is not frozen yet." in page
    assert "hx-trigger" not in page.partition('id="making"')[2][:200]


def test_one_that_was_lost_with_its_worker_is_asked_for_anew(market: Market) -> None:
    asked = asked_by(market)
    again = ask_pack(market.client.scope, market.contract.uid, FIRST, LAST, now=LATER + timedelta(hours=2))
    assert again.pk != asked.pk
    assert fresh(asked).state == "failed"


def test_one_whose_job_broke_is_made_when_the_job_tries_again(market: Market) -> None:
    asked = asked_by(market)
    fail_making(asked.uid, now=LATER)
    make_asked(asked.uid, now=LATER)
    assert fresh(asked).state == "done"


def test_an_open_pack_is_made_anew_by_the_job_unless_somebody_answered_meanwhile(market: Market) -> None:
    pack = market.pack()
    market.three_peers()
    asked = ask_refresh(market.provider.scope, pack.uid, expected_version=1, now=LATER + DAY)
    make_asked(asked.uid, now=LATER + DAY)
    assert market.fresh(pack).digest != pack.digest
    second = ask_refresh(market.provider.scope, pack.uid, expected_version=2, now=LATER + 2 * DAY)
    packs.answer_pack(market.client.scope, pack.uid, "agreed", expected_version=2, now=LATER + 2 * DAY)
    make_asked(second.uid, now=LATER + 2 * DAY)
    assert (fresh(second).state, fresh(second).problem) == ("failed", "answered")


def test_what_another_worker_made_while_this_one_was_at_it_is_made_once(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, slow = asked_by(market), making.told_of

    def overtaken(*given: Any) -> Any:
        data = slow(*given)
        monkeypatch.setattr(making, "told_of", slow)
        make_asked(asked.uid, now=LATER + DAY)
        return data

    monkeypatch.setattr(making, "told_of", overtaken)
    make_asked(asked.uid, now=LATER)
    with everywhere(reason="test"):
        (pack,) = Pack.objects.all()
    assert (fresh(asked).state, fresh(asked).pack, pack.known_at) == ("done", pack, LATER + DAY)


def test_a_pack_that_was_made_anew_later_meanwhile_keeps_what_it_knows(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, slow = market.pack(), making.told_of
    market.three_peers()
    asked = ask_refresh(market.provider.scope, pack.uid, expected_version=1, now=LATER + DAY)

    def overtaken(*given: Any) -> Any:
        data = slow(*given)
        packs.refresh_pack(market.client.scope, pack.uid, expected_version=1, now=LATER + 2 * DAY)
        return data

    monkeypatch.setattr(making, "told_of", overtaken)
    make_asked(asked.uid, now=LATER + DAY)
    assert fresh(asked).state == "done"
    assert market.fresh(pack).known_at == LATER + 2 * DAY


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_and_no_writer_waits_while_a_pack_is_put_together(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, slow = asked_by(market), making.told_of
    writing: list[bool] = []

    def looked_at(*given: Any) -> Any:
        writing.append(connection.in_atomic_block)
        return slow(*given)

    monkeypatch.setattr(making, "told_of", looked_at)
    make_asked(asked.uid, now=LATER)
    assert (fresh(asked).state, writing) == ("done", [False])


def test_both_managers_hear_that_a_pack_is_made_also_who_asked(market: Market) -> None:
    asked = asked_by(market)
    make_asked(asked.uid, now=LATER)
    deliver_all()
    assert told("benchmarking.made") == {market.client.person.pk, market.provider.person.pk}


def test_a_party_that_has_not_answered_is_reminded_once_before_its_day_and_once_after(market: Market) -> None:
    pack = market.pack()
    packs.answer_pack(market.client.scope, pack.uid, "agreed", expected_version=1, now=LATER)
    assert remind(market.world.community.pk, now=LATER + 22 * DAY) == 0
    assert [remind(market.world.community.pk, now=LATER + days * DAY) for days in (23, 24, 30)] == [1, 0, 0]
    assert [remind(market.world.community.pk, now=LATER + days * DAY) for days in (31, 32)] == [1, 0]
    assert told("benchmarking.due") == told("benchmarking.overdue") == {market.provider.person.pk}
    assert remind(market.world.there.community.pk, now=LATER + 31 * DAY) == 0


def test_a_frozen_pack_reminds_nobody(market: Market) -> None:
    pack = market.pack()
    packs.answer_pack(market.client.scope, pack.uid, "agreed", expected_version=1, now=LATER)
    packs.answer_pack(market.provider.scope, pack.uid, "agreed", expected_version=2, now=LATER)
    packs.freeze_pack(market.client.scope, pack.uid, expected_version=3, now=LATER)
    assert remind(market.world.community.pk, now=LATER + 40 * DAY) == 0


def test_a_stranger_finds_no_making(market: Market, client: Client) -> None:
    asked = asked_by(market)
    client.force_login(market.world.there.someone("CTR-C", name="Else").person)
    assert client.get(reverse("benchmarking:making", args=[asked.uid])).status_code == 404
