"""Index rules are set by both parties on a page; values come in from a table, looked at before they are entered."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid
from samdrift.registers.contracts.commands import index_proposals
from samdrift.registers.contracts.commands.indexing import IndexRuleDraft, rule_as_written, rule_from
from samdrift.registers.contracts.formats.index_values import UnreadableRow, read_values
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.contracts.queries import indices
from tests.priced import price_contract
from tests.world import World

RULE = {
    "code": "mix", "clause": "9.3", "fixed": "0.05", "series1": "NPI", "weight1": "0,95", "base1": "116.0",
    "month1": "2022-12", "decimals": "4", "lag_months": "1", "cap": "0.03", "carry": "yes", "valid_from": "2028-06-01",
}  # fmt: skip


@pytest.fixture
def priced(world: World) -> World:
    price_contract(world)
    return world


def page(name: str, world: World, *more: str) -> str:
    return reverse(f"contracts:{name}", args=[world.contract.uid, *more])


def test_a_rule_is_looked_at_proposed_and_accepted(priced: World, client: Client) -> None:
    client.force_login(priced.bo.person)
    look = client.post(page("new_index_rule", priced), RULE | {"do": "look"})
    assert look.status_code == 200
    assert "the factor would be" in look.content.decode()
    made = client.post(page("new_index_rule", priced), RULE | {"do": "propose"})
    assert "95.00% by NPI" in client.get(made["Location"]).content.decode()
    proposal = TermsProposal.objects.within(priced.dan.scope).get(what="index_rule")
    assert indices.index_rule_on(priced.contract.pk, "MIX", date(2028, 7, 1)) is None
    client.post(reverse("contracts:accept", args=[proposal.uid]), {"version": proposal.version})
    assert indices.index_rule_on(priced.contract.pk, "MIX", date(2028, 7, 1)) is None  # nobody accepts their own
    client.force_login(priced.dan.person)
    client.post(reverse("contracts:accept", args=[proposal.uid]), {"version": proposal.version})
    row = indices.index_rule_on(priced.contract.pk, "MIX", date(2028, 7, 1))
    assert row is not None
    assert (row.fixed, row.cap, row.carry, row.parts[0]["weight"], row.number) == (
        Decimal("0.05"),
        Decimal("0.03"),
        True,
        "0.95",
        1,
    )
    again = client.post(page("index_rule", priced, "MIX"), RULE | {"fixed": "0.05", "do": "propose"})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"fixed": "0.2"}, "make 1 together"), ({"series1": "XYZ"}, "Name an index"), ({"cap": "3"}, "share between"),
        ({"decimals": "1"}, "2 to 8"), ({"lag_months": "x"}, "whole number"), ({"weight1": "a"}, "number with"),
        ({"valid_from": "2020-01-01", "do": "propose"}, "today or later"), ({"code": ""}, "A rule has a code"),
    ],
)  # fmt: skip
def test_a_rule_no_run_could_count_by_is_told(priced: World, client: Client, said: dict[str, str], told: str) -> None:
    client.force_login(priced.bo.person)
    answer = client.post(page("new_index_rule", priced), RULE | said)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_only_who_speaks_for_a_party_sets_rules(priced: World, client: Client) -> None:
    client.force_login(priced.someone("AUD").person)
    for name in ("new_index_rule", "values_file"):
        assert client.get(page(name, priced)).status_code == 403
    client.force_login(priced.bo.person)
    assert client.get(page("index_rule", priced, "NONE")).status_code == 404


def test_values_come_from_a_table_and_known_ones_are_passed_over(priced: World, client: Client) -> None:
    client.force_login(priced.bo.person)
    text = "month;value;published\n2025-03;117,2;2025-04-10;final\n2025-04;117.9;2025-05-02;provisional"
    look = client.post(page("values_file", priced), {"series": "NPI", "text": text, "do": "look"}).content.decode()
    assert "What would be entered" in look
    assert "1 value is known already" in look
    assert (
        client.post(page("values_file", priced), {"series": "NPI", "text": "2025-04;x", "do": "look"}).status_code
        == 422
    )
    assert client.post(page("values_file", priced), {"series": "NPI", "text": text, "do": "enter"}).status_code == 302
    found = indices.index_values(priced.community.pk, ["NPI"])["NPI"]
    assert [(one.month, one.value, one.status) for one in found][-1] == (
        date(2025, 4, 1),
        Decimal("117.9"),
        "provisional",
    )
    client.post(page("values_file", priced), {"series": "NPI", "text": text, "do": "enter"})
    assert len(indices.index_values(priced.community.pk, ["NPI"])["NPI"]) == len(found)


def test_a_new_index_is_kept(priced: World, client: Client) -> None:
    client.force_login(priced.dan.person)
    names = {f"name_{language}": "Wages" for language in ("en", "da", "sv")}
    assert client.post(page("record_series", priced), names | {"code": "wage"}).status_code == 302
    assert [one.code for one in indices.index_series(priced.community.pk)] == ["NPI", "WAGE"]
    assert client.post(page("record_series", priced), {"code": "x"}).status_code == 422


def test_a_rule_reads_back_as_it_was_written() -> None:
    with pytest.raises(Invalid):
        index_proposals.rule_of("R", Decimal("0.1"), [])
    draft = rule_from({
        "code": "R", "fixed": "0.1", "decimals": None, "threshold": "0", "cap": None, "floor": "0.02", "one_way": True,
        "parts": [{"series": "NPI", "weight": "0.9", "base_value": "116", "base_month": None}],
        "carry": False, "lag_months": 2, "clause": "", "valid_from": "2025-06-01",
    })  # fmt: skip
    assert isinstance(draft, IndexRuleDraft)
    assert rule_from(rule_as_written(draft)) == draft


def test_rows_of_a_table_that_are_no_value_are_named() -> None:
    (value,) = read_values("\ufeff2025-03\t1 117,25\t2025-04-10\tFinal\t2025 = 100\t121.9")
    assert (value.value, value.reference, value.old_value) == (Decimal("1117.25"), "2025 = 100", Decimal("121.9"))
    for text in (
        "2025-03;1;2025-04-10\n2025-13;1;2025-04-10",
        "x\n2025-03;-1;2025-04-10",
        "h\n2025-03;1;2025-04-10;odd",
    ):
        with pytest.raises(UnreadableRow, match="Row 2"):
            read_values(text)


def test_other_systems_propose_rules_and_enter_values(priced: World, client: Client) -> None:
    client.force_login(priced.bo.person)
    at = f"/api/v1/contracts/{priced.contract.uid}"
    part = {"series": "NPI", "weight": "0.9", "base_value": "116.0"}
    rule = {"code": "MIX", "fixed": "0.1", "parts": [part], "floor": "0.02", "valid_from": "2028-06-01"}
    made = client.post(f"{at}/index-rules", rule, content_type="application/json")
    assert (made.status_code, made.json()["what"]) == (201, "index_rule")
    wrong = client.post(f"{at}/index-rules", rule | {"fixed": "0.2"}, content_type="application/json")
    assert wrong.status_code == 422
    assert [(one["code"], one["cap"]) for one in client.get(f"{at}/index-rules").json()] == [("NPI", "0.030000")]
    value = {"month": "2025-04-01", "value": "117.9", "published_on": "2025-05-02"}
    for new in (1, 0):
        said = {"series": "NPI", "values": [value]}
        assert client.post(f"{at}/index-values", said, content_type="application/json").json() == {"entered": new}
    client.force_login(priced.someone("AUD").person)
    assert client.post(f"{at}/index-rules", rule, content_type="application/json").status_code == 403
