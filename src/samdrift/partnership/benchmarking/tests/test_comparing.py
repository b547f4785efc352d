"""A pack is made again by a job: the page says that it waits, then what came of it, and whoever asked is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.notices.public import kinds
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import NoPrice
from samdrift.partnership.benchmarking.commands import comparing
from samdrift.partnership.benchmarking.commands.comparing import (
    COMPARED,
    ask_comparison,
    compare_asked,
    fail_comparison,
)
from samdrift.partnership.benchmarking.models import Comparison, Pack
from samdrift.partnership.benchmarking.tests.conftest import LATER, Market


def fresh(asked: Comparison) -> Comparison:
    with everywhere(reason="a test looks"):
        return Comparison.objects.get(pk=asked.pk)


def told(market: Market) -> list[str]:
    with everywhere(reason="a test reads notices"):
        rows = list(Notice.objects.filter(kind=COMPARED, receiver=market.auditor.person).order_by("pk"))
    return [str(kinds[COMPARED].body) % kinds[COMPARED].words(row.facts) for row in rows]


def without_price(pack: Pack) -> None:
    raise NoPrice("WINDOWS", date(2025, 3, 1))


def test_the_page_says_that_it_waits_and_then_what_came_of_it(market: Market, client: Client) -> None:
    pack = market.pack()
    client.force_login(market.auditor.person)
    address = reverse("benchmarking:compare", args=[pack.uid])
    assert "hx-trigger" not in client.get(address).content.decode().partition('id="compared"')[2][:300]
    for _twice in range(2):
        assert client.post(address).status_code == 302
    with everywhere(reason="a test looks"):
        (asked,) = Comparison.objects.all()
    page = client.get(address).content.decode()
    assert "Being compared" in page
    assert 'hx-trigger="every 2s"' in page
    compare_asked(asked.uid, now=now())
    compare_asked(asked.uid, now=now())  # a worker that was killed in it does it once more
    page = client.get(address).content.decode()
    assert "every figure is the same" in page
    assert "Being compared" not in page
    assert told(market) == ["Made again, every figure is the same."]


def test_what_is_lost_or_broke_can_be_asked_for_again_and_what_is_wrong_is_told(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, scope = market.pack(), market.auditor.scope
    with pytest.raises(ObjectDoesNotExist):
        ask_comparison(market.world.someone("USR").scope, pack.uid, now=LATER)
    lost = ask_comparison(scope, pack.uid, now=LATER)
    again = ask_comparison(scope, pack.uid, now=LATER + timedelta(hours=2))
    assert (fresh(lost).state, fresh(again).state) == ("failed", "waiting")
    fail_comparison(again.uid, now=LATER)
    assert fresh(again).state == "failed"
    with everywhere(reason="a test tampers with a pack"):
        type(pack).objects.filter(pk=pack.pk).update(digest="0" * 64)
    asked = ask_comparison(scope, pack.uid, now=LATER)
    compare_asked(asked.uid, now=LATER)
    assert (fresh(asked).state, fresh(asked).whole) == ("done", False)
    assert told(market) == ["The text of the pack no longer has the fingerprint it was kept with."]
    monkeypatch.setattr(comparing, "made_again", without_price)
    unpriced = ask_comparison(scope, pack.uid, now=LATER)
    for _twice in range(2):  # a price that is missing is missing the second time, too, and told once
        compare_asked(unpriced.uid, now=LATER)
    assert fresh(unpriced).state == "failed"
    assert fresh(unpriced).what == "no_price|WINDOWS|2025-03-01|"
    assert told(market)[1:] == ["It cannot be made again: WINDOWS has no price on 1 March 2025."]


@pytest.mark.parametrize(
    ("kept", "said"),
    [("no_price|WINDOWS|2025-03-01|", "WINDOWS har ingen pris den 1. marts 2025."),
     ("WINDOWS has no price on 2025-03-01.", "WINDOWS har ingen pris den 1. marts 2025."),
     ("no_price|WINDOWS||f5", "WINDOWS har ingen pris for indstillingen"),
     ("The disk was full.", "The disk was full.")],
)  # fmt: skip
def test_the_missing_price_is_told_in_the_readers_language_also_where_it_was_kept_in_english(
    market: Market, client: Client, kept: str, said: str
) -> None:
    pack = market.pack()
    asked = ask_comparison(market.auditor.scope, pack.uid, now=LATER)
    with everywhere(reason="a test keeps what an earlier version kept"):
        Comparison.objects.filter(pk=asked.pk).update(state="failed", what=kept)
    market.auditor.person.language = "da"
    market.auditor.person.save(update_fields=["language"])
    client.force_login(market.auditor.person)
    assert said in client.get(reverse("benchmarking:compare", args=[pack.uid])).content.decode()
