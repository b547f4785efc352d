"""Rules and calendars are proposed, looked at and agreed on pages, by those who may."""

from typing import Any

from django.test import Client
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.registers.contracts.models import ServiceCalendar, SlaPolicy, TermsProposal
from samdrift.registers.contracts.rules import Terms, overlap, overlaps
from samdrift.registers.contracts.web.calendars import initial_of
from samdrift.registers.contracts.web.rule_form import CLOCKS, RuleForm
from tests.world import NOON, World


def filled(world: World, **given: Any) -> dict[str, Any]:
    """The form as a browser sends it: what is shown, with some fields changed."""
    form = RuleForm(world.dan.scope)
    sent = {name: "" for name in form.fields if not name.endswith(("_stops", "_end", "_safe", "_other"))}
    for kind in CLOCKS:
        sent |= {f"{kind}_unit": "work_minutes", f"{kind}_calendar": "OFFICE", f"{kind}_warnings": "50 75 90",
                 f"{kind}_stops": "resolved", f"{kind}_close": "closing"}  # fmt: skip
    for code, _name in form.reasons:
        sent[f"r_{code}_by"] = "customer"
    names = {f"name_{code}": "Lifts" for code in ("en", "da", "sv")}
    return {**sent, **names, "code": "LIFTS", "valid_from": "2030-01-01", "retarget": "from_start",
            "request_type_code": "mnt.fault", "complete_amount": "90", **given}  # fmt: skip


def test_a_rule_is_looked_at_before_it_is_proposed(world: World, client: Client) -> None:
    client.force_login(world.bo.person)
    address = reverse("contracts:new_rule", args=[world.contract.uid])
    assert client.get(address).status_code == 200
    looked = client.post(address, filled(world, do="look")).content.decode()
    assert "90 minutes" in looked
    assert "Where P3 fits too, LIFTS is chosen: it names a request type." in looked
    with everywhere(reason="a test looks"):
        assert not TermsProposal.objects.exists()
    answer = client.post(address, filled(world, do="propose", r_no_access_stops="on", r_no_access_evidence="attempt"))
    assert answer.status_code == 302
    with everywhere(reason="a test looks"):
        proposal = TermsProposal.objects.get()
    assert proposal.content["pauses"]["no_access"]["evidence"] == "attempt"
    assert proposal.content["clocks"][0]["warnings"] == [50, 75, 90]


def test_the_other_party_reads_it_beside_what_holds_and_accepts(world: World, client: Client) -> None:
    client.force_login(world.bo.person)
    edit = reverse("contracts:edit_rule", args=[world.contract.uid, "P3"])
    shown = client.get(edit).content.decode()
    assert 'value="P3"' in shown
    client.post(edit, filled(world, code="P3", request_type_code="", priority="3", do="propose"))
    with everywhere(reason="a test looks"):
        proposal = TermsProposal.objects.get()
    page = reverse("contracts:proposal", args=[proposal.uid])
    assert "Take it back" in client.get(page).content.decode()
    accept = reverse("contracts:accept", args=[proposal.uid])
    assert client.post(accept, {"version": proposal.version}).status_code == 403
    client.force_login(world.dan.person)
    beside = client.get(page).content.decode()
    assert "As it stands now" in beside
    assert "3 working days" in beside
    assert client.post(accept, {"version": proposal.version}).status_code == 302
    with everywhere(reason="a test looks"):
        assert SlaPolicy.objects.filter(code="P3", community=world.community).count() == 2
    told = client.get(reverse("contracts:rule", args=[world.contract.uid, "P3"])).content.decode()
    assert "90 minutes" in told


def test_a_rule_with_mistakes_says_what_is_wrong(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    address = reverse("contracts:new_rule", args=[world.contract.uid])
    for wrong, sentence in (
        ({"complete_amount": ""}, "promises at least one thing"), ({"sites": "NOWHERE"}, "Nobody knows NOWHERE"),
        ({"valid_from": "2020-01-01", "do": "propose"}, "Terms begin today or later"),
    ):  # fmt: skip
        answer = client.post(address, filled(world, **wrong))
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_calendar_gets_a_new_version_by_agreement(world: World, client: Client) -> None:
    client.force_login(world.bo.person)
    edit = reverse("contracts:edit_calendar", args=[world.contract.uid, "OFFICE"])
    assert client.get(edit).status_code == 200
    with everywhere(reason="a test looks"):
        now = initial_of(ServiceCalendar.objects.get(community=world.community, code="OFFICE"), NOON.date())
    given = {**now, "note": "", "valid_from": "2025-06-01", "days": "2025-06-05 08:00-12:00\n2025-12-24"}
    answer = client.post(edit, {**given, "days": "soon"})
    assert (answer.status_code, "does not begin with a day" in answer.content.decode()) == (422, True)
    assert client.post(edit, {**given, "mon": "16:00-08:00"}).status_code == 422
    assert client.post(edit, given).status_code == 302
    with everywhere(reason="a test looks"):
        proposal = TermsProposal.objects.get()
    client.force_login(world.dan.person)
    assert "08:00–12:00" in client.get(reverse("contracts:proposal", args=[proposal.uid])).content.decode()
    client.post(reverse("contracts:accept", args=[proposal.uid]), {"version": proposal.version})
    with everywhere(reason="a test looks"):
        newest = ServiceCalendar.objects.get(community=world.community, code="OFFICE", number=2)
    assert newest.definition["days"] == {"2025-06-05": ["08:00-12:00"], "2025-12-24": []}
    told = client.get(reverse("contracts:calendar", args=[world.contract.uid, "OFFICE"])).content.decode()
    assert "24 Dec 2025" in told


def test_an_end_is_proposed_and_a_refusal_says_why(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    client.post(reverse("contracts:end_rule", args=[world.contract.uid, "P5"]), {"valid_from": "2030-01-01"})
    with everywhere(reason="a test looks"):
        proposal = TermsProposal.objects.get()
    client.force_login(world.bo.person)
    refuse = reverse("contracts:refuse", args=[proposal.uid])
    assert client.post(refuse, {"version": proposal.version, "answer": ""}).status_code == 422
    assert client.post(refuse, {"version": proposal.version, "answer": "We need it"}).status_code == 302
    assert "We need it" in client.get(reverse("contracts:proposal", args=[proposal.uid])).content.decode()


def test_who_only_reads_terms_proposes_nothing(world: World, client: Client) -> None:
    client.force_login(world.asta.person)
    assert "Propose" not in client.get(reverse("contracts:page", args=[world.contract.uid])).content.decode()
    assert client.get(reverse("contracts:new_rule", args=[world.contract.uid])).status_code == 403
    client.force_login(world.carla.person)
    assert client.get(reverse("contracts:rule", args=[world.contract.uid, "P3"])).status_code == 404


def test_two_rules_overlap_where_some_work_fits_both_and_the_narrower_is_chosen() -> None:
    by_priority, of_line, by_type = (
        Terms(1, "P2", priority=2),
        Terms(2, "MNT", line_code="MNT"),
        Terms(3, "LIFT", request_type_code="mnt.lift", priority=3),
    )
    assert overlap(by_priority, of_line)
    assert not overlap(by_priority, by_type)
    assert [(one.other.code, one.wins, one.by) for one in overlaps(of_line, [by_priority, by_type, of_line])] == [
        ("LIFT", False, "request_type"), ("P2", True, "line"),
    ]  # fmt: skip
