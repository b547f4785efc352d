"""The pages of joining: what they tell, whom, and at what cost in queries."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.partnership.joining.commands.agreeing import TermsDraft, propose_terms
from samdrift.partnership.joining.tests.conftest import TIERS, Shared
from tests.world import NOON, START


def page(client: Client, actor: Any, name: str, *args: Any, **query: Any) -> str:
    client.force_login(actor.person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return re.sub(r"\s", " ", answer.content.decode())


def test_a_framework_tells_its_ceiling_its_tiers_and_what_it_offers(offered: Shared, client: Client) -> None:
    told = page(client, offered.owner, "joining:framework", offered.row.uid)
    for text in ("DKK 10,000,000.00", "DKK 600,000.00", "× 0.9500", "Payslips", "Framework office"):
        assert text in told


def test_the_only_framework_is_opened_at_once(offered: Shared, client: Client) -> None:
    client.force_login(offered.east.contact.person)
    answer = client.get(reverse("joining:list"))
    assert (answer.status_code, answer["Location"]) == (
        302, reverse("joining:framework", args=[offered.row.uid])
    )  # fmt: skip


def test_the_other_party_accepts_terms_on_the_page(shared: Shared, client: Client) -> None:
    draft = TermsDraft(kind="tiers", content=TIERS, valid_from=START)
    made = propose_terms(shared.provider.scope, shared.row.uid, draft, now=NOON)
    assert "Accept" not in page(client, shared.provider, "joining:framework", shared.row.uid)
    assert "Accept" in page(client, shared.owner, "joining:framework", shared.row.uid)
    form = {"version": 1, "answer": "accept"}
    assert client.post(reverse("joining:terms_answer", args=[made.uid]), form).status_code == 302
    assert shared.terms()[0].state == "accepted"


def test_a_framework_is_no_ones_who_has_nothing_to_do_with_it(shared: Shared, client: Client) -> None:
    client.force_login(shared.world.someone("USR").person)
    assert client.get(reverse("joining:list")).status_code == 403
    assert client.get(reverse("joining:framework", args=[shared.row.uid])).status_code == 404


def test_the_page_costs_the_same_for_many_call_offs(offered: Shared, client: Client) -> None:
    counts = []
    for extra in (1, 12):
        for _one in range(extra):
            offered.wants(offered.east, 10)
        page(client, offered.owner, "joining:framework", offered.row.uid)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("joining:framework", args=[offered.row.uid]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
