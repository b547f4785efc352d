"""The standard catalogue is complete in three languages, and forms ask what they should."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue.commands.standard import _table, install_standard_catalogue, publish_form
from samdrift.registers.catalogue.queries.known import catalogue_of, likes
from samdrift.registers.catalogue.rules import forms
from samdrift.registers.parties.models import Community
from tests.world import NOON, World, words

LINES = [
    "CLN",
    "WIN",
    "MNT",
    "CAR",
    "GRD",
    "RES",
    "MEE",
    "MAI",
    "WST",
    "MOV",
    "REC",
    "FLT",
    "LOS",
    "SEC",
    "ICT",
    "FIN",
    "PAY",
    "HRS",
    "OHS",
    "CUS",
    "ADV",
]


@pytest.fixture
def installed(world: World) -> Scope:
    """A community of its own with the standard catalogue."""
    community = Community.objects.create(
        code="NEW", name=words("New"), currency="DKK", timezone="Europe/Copenhagen", language="da"
    )
    scope = world.dan.scope
    fresh = Scope(community_id=community.pk, person_id=scope.person_id, grants=scope.grants)
    install_standard_catalogue(fresh, now=NOON)
    return fresh


def test_every_line_of_the_domain_is_there(installed: Scope) -> None:
    assert list(catalogue_of(installed.community_id).lines) == LINES


@pytest.mark.parametrize("table", ["lines", "services", "request_types", "chips", "hold_reasons", "resolution_codes"])
def test_every_text_stands_in_three_languages(table: str) -> None:
    for row in _table(table):
        assert all(row[language].strip() for language in forms.LANGUAGES), row


def test_every_kind_of_thing_has_four_to_six_chips(installed: Scope) -> None:
    chips = catalogue_of(installed.community_id).chips
    few = {kind for kind, found in chips.items() if not 3 <= len(found) <= 6}
    assert few <= {"secured", "asset:fire_alarm", "asset:ventilation"}
    assert len(chips["secured"]) == 1


def test_an_unknown_thing_gets_its_familys_chips(installed: Scope) -> None:
    catalogue = catalogue_of(installed.community_id)
    assert catalogue.chips_for("asset:espresso") == catalogue.chips["asset:*"]
    assert catalogue.chips_for("space:sauna") == catalogue.chips["space:*"]


def test_a_toilet_is_asked_for_like_any_washroom(installed: Scope) -> None:
    catalogue = catalogue_of(installed.community_id)
    assert catalogue.chips_for("space:accessible_toilet") == catalogue.chips["space:washroom"]
    assert set(likes().values()) <= set(catalogue.chips)


def test_a_catalogue_is_not_laid_over_another(world: World) -> None:
    with pytest.raises(Refused):
        install_standard_catalogue(world.dan.scope, now=NOON)


def test_only_those_who_may_write_the_catalogue_do(world: World) -> None:
    with pytest.raises(NotAllowed):
        install_standard_catalogue(world.someone("USR").scope, now=NOON)


def test_a_form_without_a_language_is_not_published(world: World) -> None:
    schema: dict[str, Any] = {"properties": {"a": {"x-kind": "text", "x-label": {"en": "A", "da": "A"}}}}
    with pytest.raises(Invalid, match="sv"):
        publish_form(world.dan.scope, world.fault.uid, schema, now=NOON)


def test_a_new_form_takes_the_next_number_and_leaves_the_old_one(world: World) -> None:
    schema: dict[str, Any] = {"properties": {"a": {"x-kind": "text", "x-label": words("A")}}}
    assert publish_form(world.dan.scope, world.fault.uid, schema, now=NOON).number == 2
    world.form.refresh_from_db()
    assert world.form.schema["properties"] == {}


FORM: dict[str, Any] = {
    "required": ["diet_text", "people"],
    "x-order": ["people", "diet", "diet_text"],
    "properties": {
        "people": {"x-kind": "number", "minimum": 1, "maximum": 200},
        "diet": {"x-kind": "yes_no"},
        "diet_text": {"x-kind": "text", "maxLength": 5, "x-shown-when": {"question": "diet", "is": ["true"]}},
    },
}


def test_a_question_that_is_not_asked_is_not_required_and_not_kept() -> None:
    assert forms.checked(FORM, {"people": "12", "diet": "false", "diet_text": "nuts"}) == (
        {"people": 12, "diet": False},
        {},
    )


def test_what_is_wrong_is_said_by_question() -> None:
    kept, wrong = forms.checked(FORM, {"people": "0", "diet": "true", "diet_text": "too long"})
    assert wrong == {"people": "too_small", "diet_text": "too_long"}
    assert kept == {"diet": True}


@given(st.dictionaries(st.sampled_from(["people", "diet", "diet_text", "other"]), st.text() | st.floats() | st.none()))
def test_any_answers_are_either_kept_or_named_as_wrong(answers: dict[str, Any]) -> None:
    kept, wrong = forms.checked(FORM, answers)
    assert not set(kept) & set(wrong)
    assert "other" not in kept
    assert "people" in kept or "people" in wrong


def test_every_standard_form_can_be_published() -> None:
    import json
    from importlib.resources import files

    written = json.loads((files("samdrift.registers.catalogue") / "data" / "forms.json").read_text(encoding="utf-8"))
    assert not [fault for schema in written.values() for fault in forms.unpublishable(schema)]
