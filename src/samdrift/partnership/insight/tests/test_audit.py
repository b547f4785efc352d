"""The auditor's room: answers from the rows, nothing to change, and access that ends."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import everywhere
from samdrift.partnership.insight.commands import forget_reads, note_read
from samdrift.partnership.insight.models import AuditRead
from samdrift.partnership.insight.queries.audit import answers, look_ends
from samdrift.partnership.insight.tests.test_measures import DECEMBER, told
from samdrift.partnership.performance.models import KpiResult
from samdrift.partnership.performance.tests.conftest import Measured, measured
from samdrift.partnership.performance.tests.test_sources import an_invoice
from samdrift.registers.parties.commands.roles import assign_role
from samdrift.registers.parties.commands.shared import leave_scopes_behind
from samdrift.registers.parties.models import RoleAssignment
from tests.world import NOON, World

__all__ = ["measured"]


def test_the_answers_are_counted_from_the_rows(measured: Measured) -> None:
    told(measured, "K06", DECEMBER, 90, 100)
    agnes = measured.world.someone("AUD", name="Agnes")
    found = answers(agnes.scope, measured.contract.pk, 2025)
    assert found.months.entries == 1
    assert found.months.corrected == found.months.disputed == found.paid.same_hands == found.moved.asked == 0
    assert found.terms.definitions > found.terms.measured > 10


def test_the_room_names_its_questions_and_offers_nothing_to_change(measured: Measured, client: Client) -> None:
    agnes = measured.world.someone("AUD", name="Agnes")
    client.force_login(agnes.person)
    page = client.get(reverse("insight:audit")).content.decode()
    assert "Was it delivered in the agreed quantity and quality?" in page
    assert "Your access has no last day" in page
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<form" not in main
    with everywhere(reason="test"):
        RoleAssignment.objects.filter(employment=agnes.employment).update(valid_to=date(2099, 1, 1))
    assert "Your access ends on" in client.get(reverse("insight:audit")).content.decode()


def test_the_room_and_its_figures_are_shut_when_the_access_has_ended(measured: Measured, client: Client) -> None:
    agnes = measured.world.someone("AUD", name="Agnes")
    client.force_login(agnes.person)
    asked = (reverse("insight:audit"), reverse("insight:contract", args=[measured.contract.uid]), "/api/v1/contracts")
    assert [client.get(one).status_code for one in asked] == [200] * 3
    with everywhere(reason="test"):
        RoleAssignment.objects.filter(employment=agnes.employment).update(valid_to=date(2025, 12, 31))
    leave_scopes_behind([agnes.person.pk])
    answers_now = [client.get(one) for one in asked]
    assert answers_now[0].status_code == 403
    assert not any(
        answer.status_code == 200 and measured.contract.code in answer.content.decode() for answer in answers_now
    )


def test_what_was_counted_of_the_months_opens_to_its_rows(measured: Measured, client: Client) -> None:
    told(measured, "K06", DECEMBER, 90, 100)
    agnes = measured.world.someone("AUD", name="Agnes")
    client.force_login(agnes.person)
    page = client.get(reverse("insight:audit"), {"year": "2025"}).content.decode()
    asked = [
        unescape(one) for one in re.findall(r'href="(/ask/[^"]+)"', page.split("<main", 1)[1]) if "month=2025" in one
    ]
    assert len(asked) >= 3
    for address in asked:
        assert client.get(address).status_code == 200, address
    assert "1 of 1" in client.get(asked[0]).content.decode()


def test_corrections_same_hands_and_what_is_counted_open_to_exactly_those(measured: Measured, client: Client) -> None:
    world = measured.world
    told(measured, "K06", DECEMBER, 90, 100)
    for number, hands in enumerate((world.asta.person, world.bo.person)):
        an_invoice(
            measured, number, state="approved", approved_at=NOON, approved_by=world.asta.person, matched_by=hands,
            accepted_at=NOON if number else None,
        )  # fmt: skip
    with everywhere(reason="a figure that was corrected"):
        KpiResult.objects.filter(code="K06", latest=True, unit=None).update(number=2)
    agnes = world.someone("AUD", name="Agnes", cleared_for=["D2"])
    found = answers(agnes.scope, measured.contract.pk, 2025)
    assert (found.months.corrected, found.paid.same_hands, found.paid.accepted) == (1, 1, 1)
    client.force_login(agnes.person)
    page = client.get(reverse("insight:audit"), {"year": "2025"}).content.decode().split("<main", 1)[1]
    links = [unescape(one) for one in re.findall(r'href="([^"]+)"', page)]
    for sign, seen, unseen in (
        ("entry=2", ">K06", ">K07"),
        ("same_hands=yes", ">F0<", ">F1<"),
        ("accepted=*", ">F1<", ">F0<"),
    ):
        (address,) = [one for one in links if sign.replace("*", "%2A") in one or sign in one]
        rows = client.get(address).content.decode().split("<table", 1)[1]
        assert (seen in rows, unseen in rows) == (True, False), address
        assert "1 of 1" in client.get(address).content.decode()
    (address,) = [one for one in links if "counted=2025" in one]
    counted = client.get(address).content.decode()
    assert f"{found.terms.measured} figures both parties agreed on" in counted
    assert ("K24" in counted, "K23" in counted) == (True, False)


def reads() -> list[tuple[str, str, str]]:
    with everywhere(reason="test"):
        return list(AuditRead.objects.order_by("pk").values_list("kind", "room", "address"))


def test_what_an_auditor_reads_is_noted_one_by_one_and_shown_to_both_parties(
    measured: Measured, client: Client
) -> None:
    agnes = measured.world.someone("AUD", name="Agnes")
    client.force_login(agnes.person)
    room, contract = reverse("insight:audit"), reverse("insight:contract", args=[measured.contract.uid])
    client.get(room, {"year": "2025", "words": "somebody"})
    client.get(contract)
    client.get(room, headers={"HX-Request": "true"})  # a part of a page, a script and what is not there are no reads
    client.get("/nowhere/")
    assert b"Agnes" in client.get(reverse("ask:export", args=["audit-reads", "csv"])).getvalue()
    found = reads()
    assert found[:2] == [("page", "insight", f"{room}?year=2025"), ("record", "insight", contract)]
    assert [one[0] for one in found[2:]] == ["export"]
    for actor in (measured.client, measured.provider):
        client.force_login(actor.person)
        text = client.get(reverse("ask:question", args=["audit-reads"])).content.decode()
        assert "Agnes" in text
        assert "What auditors read" in text
        assert ">Overview<" in text, "the room in words"
    assert reads() == found
    client.force_login(measured.world.someone("SVC-E").person)
    assert client.get(reverse("ask:question", args=["audit-reads"])).status_code in (403, 404)


def test_reads_are_forgotten_after_five_years(world: World) -> None:
    agnes = world.someone("AUD")
    for moment in (NOON, NOON.replace(year=NOON.year - 5), NOON.replace(year=NOON.year - 5) - timedelta(seconds=1)):
        note_read(agnes.scope, kind="page", room="insight", address="/", subject_uid=None, now=moment)
    assert forget_reads(NOON) == 1
    assert len(reads()) == 2


def test_an_auditor_is_let_in_for_a_year_at_most(world: World) -> None:
    admin, agnes = world.someone("ADMIN"), world.someone("USR")
    first = NOON.date()
    for last in (None, first + timedelta(days=367)):
        with pytest.raises(Invalid, match="within a year"):
            assign_role(admin.scope, agnes.employment.uid, role="AUD", valid_from=first, valid_to=last, now=NOON)
    given = assign_role(
        admin.scope, agnes.employment.uid, role="AUD", valid_from=first, valid_to=first + timedelta(days=90), now=NOON
    )
    assert given.valid_to == first + timedelta(days=90)
    assert look_ends(agnes.scope, first) == given.valid_to


@pytest.mark.parametrize("query", [{"year": "1066"}, {"year": "x"}, {"contract": "none"}])
def test_what_is_not_there_is_not_found(measured: Measured, client: Client, query: dict[str, str]) -> None:
    client.force_login(measured.world.someone("AUD").person)
    assert client.get(reverse("insight:audit"), query).status_code == 404


def test_the_room_is_closed_to_others(measured: Measured, client: Client) -> None:
    client.force_login(measured.world.someone("SVC-E").person)
    assert client.get(reverse("insight:audit")).status_code == 403
