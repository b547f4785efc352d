"""The pages of joining: what they tell, whom, and at what cost in queries."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.partnership.joining.commands.agreeing import TermsDraft, propose_terms
from samdrift.partnership.joining.models import Accession
from samdrift.partnership.joining.tests.conftest import TIERS, Shared
from samdrift.partnership.joining.tests.test_counting import core
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


def test_the_wizard_tells_what_joining_would_cost_and_do_before_anything_is_sent(
    offered: Shared, client: Client
) -> None:
    core(offered)
    offered.nights(NOON, 1)
    typed = {"q_MNT-VIS": "500", "starts_on": "2027-01-01", "notice_months": "3", "users": "40"}
    told = page(client, offered.east.contact, "joining:join", offered.row.uid, **typed)
    assert "the tier goes from × 1.0000 to × 0.9500 for all" in told
    assert "DKK 20,000.00 a year" in told  # what those already in save
    assert "DKK 237,500.00" in told
    assert "1,100 / 3,700" in told
    assert Accession.objects.within(offered.owner.scope).count() == 1
    answer = client.post(reverse("joining:join", args=[offered.row.uid]), typed)
    assert answer.status_code == 302
    made = Accession.objects.within(offered.east.contact.scope).get()
    assert (made.state, made.year_minor, made.users) == ("interest", 237_500_00, 40)


def test_the_wizard_says_what_is_wrong(offered: Shared, client: Client) -> None:
    client.force_login(offered.east.contact.person)
    address = reverse("joining:join", args=[offered.row.uid])
    for form in ({}, {"q_MNT-VIS": "many"}, {"q_MNT-VIS": "5", "starts_on": "2020-01-01", "notice_months": "3"}):
        assert client.post(address, form).status_code == 422
    assert "Work it out" in page(client, offered.east.contact, "joining:join", offered.row.uid)
    client.force_login(offered.owner.person)
    assert client.get(address).status_code == 403


def test_a_call_off_shows_whose_move_it_is_and_is_moved_there(offered: Shared, client: Client) -> None:
    row = offered.wants(offered.east)
    told = page(client, offered.east.contact, "joining:call_off", row.uid)
    assert "Sign the NDA and open the data pack" in told
    form = {"version": row.version, "reason": "NDA of 5 May"}
    address = reverse("joining:act", args=[row.uid, "open_data"])
    assert client.post(address, form).status_code == 302
    client.force_login(offered.owner.person)
    assert client.post(address, {"version": row.version + 1, "reason": "The same"}).status_code == 302
    assert offered.again(row).state == "data_pack"
    assert client.post(reverse("joining:act", args=[row.uid, "nonsense"]), form).status_code == 422


def test_the_business_case_is_on_the_joiners_page_alone(offered: Shared, client: Client) -> None:
    row = offered.brought(offered.east, offered.wants(offered.east), "business_case")
    client.force_login(offered.east.contact.person)
    form = {"baseline": "600.000,00", "transition": "", "note": "Ours alone"}
    assert client.post(reverse("joining:case", args=[row.uid]), form).status_code == 302
    told = page(client, offered.east.contact, "joining:call_off", row.uid)
    assert "Ours alone" in told
    assert "DKK 100,000.00" in told  # saved a year
    assert "Ours alone" not in page(client, offered.owner, "joining:call_off", row.uid)


def test_what_is_wanted_is_changed_in_the_same_form(offered: Shared, client: Client) -> None:
    row = offered.wants(offered.east)
    told = page(client, offered.east.contact, "joining:wishes", row.uid)
    assert 'value="1000"' in told
    form = {"version": row.version, "q_MNT-VIS": "20", "starts_on": "2027-01-01", "notice_months": "3"}
    assert client.post(reverse("joining:wishes", args=[row.uid]), form).status_code == 302
    assert offered.again(row).year_minor == 10_000_00


def test_terms_are_proposed_on_the_page(shared: Shared, client: Client) -> None:
    client.force_login(shared.owner.person)
    address = reverse("joining:propose", args=[shared.row.uid])
    for form in (
        {"kind": "tiers", "lines": "0 | 1\n500000 | 0,96"},
        {"kind": "prices", "lines": "MNT-VIS | MNT | Visits | visit | 500.00"},
        {"kind": "cost", "code": "office", "name": "Office", "key": "population", "amount": "120.000,00"},
    ):
        assert client.post(address, {**form, "month": "2999-01"}).status_code == 302
    assert [(one.kind, one.state) for one in shared.terms()] == [
        ("tiers", "proposed"), ("prices", "proposed"), ("cost", "proposed")
    ]  # fmt: skip
    assert client.post(address, {"kind": "tiers", "lines": "x", "month": "2999-01"}).status_code == 302
    assert len(shared.terms()) == 3
    client.force_login(shared.east.contact.person)
    assert client.post(address, {"kind": "tiers", "lines": "0 | 1", "month": "2999-01"}).status_code == 403


def test_a_live_call_off_tells_what_it_costs_at_this_months_tier(offered: Shared, client: Client) -> None:
    core(offered)
    row = offered.brought(offered.east, offered.wants(offered.east, 500), "live")
    offered.nights(NOON.replace(day=17), 1)
    told = page(client, offered.east.contact, "joining:call_off", row.uid)
    assert "DKK 237,500.00" in told  # 500 × 475 since June
    assert "at × 0.9500 of list prices" in told
