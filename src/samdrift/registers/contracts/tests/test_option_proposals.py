"""An option is proposed by one party and holds once the other accepts."""

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Refused
from samdrift.registers.contracts.commands import wording_proposals
from samdrift.registers.contracts.commands.wording import OptionDraft
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.contracts.queries import wording
from tests.world import NOON, World

OPTION = {
    "code": "o2", "name": "Two years more", "exercise_by": "2029-01-31", "ends_on": "2031-12-31", "clause": "2.3",
    "consequence": "Prices stay.",
}  # fmt: skip


def page(world: World) -> str:
    return reverse("contracts:propose_option", args=[world.contract.uid])


def test_an_option_is_proposed_and_accepted_by_the_other_party(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    made = client.post(page(world), OPTION)
    assert "Two years more" in client.get(made["Location"]).content.decode()
    proposal = TermsProposal.objects.within(world.bo.scope).get(what="option")
    assert wording.options_of(world.bo.scope, world.contract) == []
    client.force_login(world.bo.person)
    client.post(reverse("contracts:accept", args=[proposal.uid]), {"version": proposal.version})
    (option,) = wording.options_of(world.bo.scope, world.contract)
    assert (option.code, str(option.ends_on), option.consequence) == ("O2", "2031-12-31", "Prices stay.")
    draft = OptionDraft(code="O2", name="Again", exercise_by=option.exercise_by, ends_on=option.ends_on)
    with pytest.raises(Refused, match="already an option"):
        wording_proposals.propose_option(world.dan.scope, world.contract.uid, draft, now=NOON)


@pytest.mark.parametrize(
    "said", [{"code": ""}, {"name": " "}, {"exercise_by": "2020-01-01"}, {"ends_on": "2029-01-01"}, {"ends_on": "x"}]
)
def test_an_option_nobody_could_use_is_told(world: World, client: Client, said: dict[str, str]) -> None:
    client.force_login(world.dan.person)
    assert client.post(page(world), OPTION | said).status_code == 422


def test_other_systems_propose_options_and_auditors_do_not(world: World, client: Client) -> None:
    client.force_login(world.dan.person)
    at = f"/api/v1/contracts/{world.contract.uid}/options"
    made = client.post(at, OPTION, content_type="application/json")
    assert (made.status_code, made.json()["what"]) == (201, "option")
    client.force_login(world.someone("AUD").person)
    assert client.post(at, OPTION, content_type="application/json").status_code == 403
    assert client.post(page(world), OPTION).status_code == 403
