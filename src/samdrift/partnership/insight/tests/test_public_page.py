"""What both parties publish of a contract: off until both agree, about nobody, and the same for everybody."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.clock import standing_at
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.public import rebuild_all
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.commands.publishing import answer_page, end_page, propose_page, withdraw_page
from samdrift.partnership.insight.models import PublicPage
from samdrift.partnership.insight.queries.public_page import Shown, offered
from samdrift.partnership.insight.web.public_page import drawn
from tests.world import NOON, Actor, World

LATER = NOON + timedelta(days=60)
DAY = LATER.date()


@pytest.fixture
def client_manager(world: World) -> Actor:
    return world.someone("CTR-C", name="Carl")


@pytest.fixture
def provider_manager(world: World) -> Actor:
    return world.someone("CTR-P", name="Peter")


def propose(world: World, actor: Actor, *codes: str) -> PublicPage:
    return propose_page(actor.scope, world.contract.pk, codes or ("requests.reported",), today=DAY, now=LATER)


def answer(actor: Actor, row: PublicPage, *, agree: bool = True) -> PublicPage:
    return answer_page(actor.scope, row.uid, agree=agree, expected_version=row.version, now=LATER)


def read(row: PublicPage, language: str = "en") -> Any:
    with standing_at(LATER):
        return Client().get(reverse("insight:public", args=[row.code, language]))


def test_who_proposed_is_a_title_where_the_name_is_protected(
    world: World, client_manager: Actor, provider_manager: Actor, client: Client
) -> None:
    propose(world, client_manager)
    client_manager.person.protected_identity = True
    client_manager.person.save(update_fields=["protected_identity"])
    client_manager.employment.title = "Planner 2"
    client_manager.employment.save(update_fields=["title"])
    client.force_login(provider_manager.person)
    with standing_at(LATER):
        body = client.get(reverse("insight:publishing", args=[world.contract.uid])).content.decode()
    assert "Planner 2" in body
    assert client_manager.person.full_name not in body


def test_each_language_is_called_by_its_own_name(world: World, client_manager: Actor, provider_manager: Actor) -> None:
    row = answer(provider_manager, propose(world, client_manager))
    for language in ("en", "da", "sv"):
        body = read(row, language).content.decode()
        told = re.findall(r'hreflang="(\w+)"[^>]*>(\w+)</a>', body)
        assert told == [("en", "English"), ("da", "Dansk"), ("sv", "Svenska")]


def test_nothing_is_published_until_the_other_party_agrees(
    world: World, client_manager: Actor, provider_manager: Actor
) -> None:
    row = propose(world, client_manager)
    assert read(row).status_code == 404
    for own in (client_manager, world.someone("CTR-C")):
        with pytest.raises(NotAllowed):
            answer(own, row)
    answer(provider_manager, row)
    assert read(row).status_code == 200


def test_either_party_ends_it_at_once(world: World, client_manager: Actor, provider_manager: Actor) -> None:
    row = answer(provider_manager, propose(world, client_manager))
    end_page(client_manager.scope, row.uid, expected_version=row.version, now=LATER)
    assert read(row).status_code == 404


def test_another_choice_takes_the_place_of_the_first_at_the_same_address(
    world: World, client_manager: Actor, provider_manager: Actor
) -> None:
    first = answer(provider_manager, propose(world, client_manager))
    second = propose(world, provider_manager, "promises.kept")
    with pytest.raises(Refused):
        propose(world, client_manager)
    assert "Requests received" in read(first).content.decode(), "the first stands until the second is agreed to"
    answer(client_manager, second)
    assert second.code == first.code
    page = read(first).content.decode()
    assert ("Promises kept" in page, "Requests received" in page) == (True, False)
    with everywhere(reason="test"):
        assert sorted(PublicPage.objects.values_list("state", flat=True)) == ["agreed", "replaced"]


def test_only_what_is_offered_can_be_proposed_and_by_managers_alone(world: World, client_manager: Actor) -> None:
    codes = {one.code for one in offered(world.community.pk, world.contract.pk, DAY)}
    assert "promises.kept" in codes
    assert codes.isdisjoint({"managers.hours", "cost.per_user", "cost.budget"})
    for wrong in (("cost.budget",), ("requests.reported", "nothing")):
        with pytest.raises(Invalid):
            propose(world, client_manager, *wrong)
    for role in ("OPS-M", "LOC-FM", "AUD"):
        with pytest.raises(NotAllowed):
            propose(world, world.someone(role))


def test_a_proposal_is_taken_back_by_the_party_that_made_it(
    world: World, client_manager: Actor, provider_manager: Actor
) -> None:
    row = propose(world, client_manager)
    with pytest.raises(NotAllowed):
        withdraw_page(provider_manager.scope, row.uid, expected_version=row.version, now=LATER)
    assert withdraw_page(client_manager.scope, row.uid, expected_version=row.version, now=LATER).state == "withdrawn"


@pytest.fixture
def published(world: World, report: Reporter, client_manager: Actor, provider_manager: Actor) -> PublicPage:
    """Requests of a month with seven and of one with two."""
    for month, many in ((4, 7), (5, 2)):
        for number in range(many):
            report(received_at=datetime(2025, month, 2 + number, 9, tzinfo=UTC))
    rebuild_all(LATER)
    return answer(provider_manager, propose(world, client_manager, "requests.reported", "requests.satisfaction"))


def test_a_month_of_few_is_not_told(published: PublicPage) -> None:
    page = " ".join(read(published).content.decode().split())
    table = page.partition("<table")[2].partition("</table>")[0]
    assert "04/25" in table
    assert "05/25" not in table
    assert "1 month rests on fewer than 5 and is not told." in page


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("share", "0.952", "95.2%"),
        ("money", "123456700", "DKK 1,234,567"),
        ("count", "343", "343"),
        ("score", "4.12", "4.1"),
    ],
)  # fmt: skip
def test_the_last_month_is_told_as_its_chart_shows_it(kind: str, value: str, shown: str) -> None:
    one = Shown("x", "Figure", "Words.", kind, None, [(NOON.date(), Decimal(value))], 0)
    values = {
        "language": "en", "languages": [], "name": {"en": "A", "da": "A", "sv": "A"}, "since": NOON.date(),
        "last": NOON.date(), "currency": "DKK", "figures": [drawn(one)], "agreed_at": NOON, "fewest": 5,
    }  # fmt: skip
    assert f'<span class="strong">{shown}</span>' in render_to_string("insight/public.html", values)


def test_it_is_the_same_for_everybody_and_may_be_kept_on_the_way(
    world: World, published: PublicPage, client_manager: Actor
) -> None:
    strange = read(published)
    with standing_at(LATER):
        known = Client()
        known.force_login(client_manager.person)
        known.cookies["theme"] = "dark"
        signed = known.get(reverse("insight:public", args=[published.code, "en"]))
    assert strange.content == signed.content
    for one in (strange, signed):
        assert one["Cache-Control"] == "public, max-age=3600"
        assert not one.cookies
        assert "cookie" not in one.get("Vary", "").lower()
    for name in ("Person", client_manager.person.family_name, world.site.code, world.site.name["en"]):
        assert name not in strange.content.decode()


def test_it_speaks_three_languages_and_leads_to_the_readers(published: PublicPage) -> None:
    for language, word in (("da", "Modtagne"), ("sv", "Mottagna")):
        page = read(published, language).content.decode()
        assert f'lang="{language}"' in page
        assert word in page
    assert read(published, "de").status_code == 404
    start = Client().get(reverse("insight:public_start", args=[published.code]), headers={"Accept-Language": "sv"})
    assert start["Location"].endswith(f"/{published.code}/sv/")
    assert Client().get(reverse("insight:public", args=["nothing", "en"])).status_code == 404


def test_it_costs_the_same_for_many(world: World, report: Reporter, published: PublicPage) -> None:
    counts = []
    read(published)
    for extra in (0, 20):
        for number in range(extra):
            report(received_at=datetime(2025, 4, 1 + number, 9, tzinfo=UTC))
        rebuild_all(LATER)
        with CaptureQueriesContext(connection) as asked:
            read(published)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_both_managers_agree_on_the_page(
    world: World, client: Client, client_manager: Actor, provider_manager: Actor
) -> None:
    address = reverse("insight:publishing", args=[world.contract.uid])
    client.force_login(client_manager.person)
    with standing_at(LATER):
        assert client.post(address, {}).status_code == 422
        assert client.post(address, {"figures": ["promises.kept"]}).status_code == 302
        page = client.get(address).content.decode()
        assert "Take it back" in page
        assert "Agree and publish" not in page
        client.force_login(provider_manager.person)
        assert "Agree and publish" in client.get(address).content.decode()
        with everywhere(reason="test"):
            row = PublicPage.objects.get()
        move = reverse("insight:publishing_answer", args=[row.uid])
        client.post(move, {"version": row.version, "move": "agree"})
        page = client.get(address).content.decode()
        assert f"/public/{row.code}/" in page
        assert "Publish nothing more" in page
        client.force_login(world.someone("AUD").person)
        page = client.get(address).content.decode()
    assert f"/public/{row.code}/" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
