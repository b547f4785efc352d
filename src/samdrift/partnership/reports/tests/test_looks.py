"""A frozen report comes out letter for letter the same for ever: by the look it was frozen with, from its own words."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from samdrift.partnership.reports.formats import page
from samdrift.partnership.reports.rules import canonical
from samdrift.partnership.reports.rules.differences import differences, told_since

FROZEN = Path(__file__).with_name("frozen.json")
# What each look made of the text beside this file on the day it was new. A look that must change is a new look.
FIRST = {
    "en": "b250a5ec1b186ccbb7d943f778499aecc47eb6d7030e74f22bb708865105fae3",
    "da": "c720da1a2ccec8a18777a62e69258111dec1d7fdaacd9d561645418220cb767e",
    "sv": "b0f4421cbd15402bdebcadb3ac4bc37efc20e6c92c3f3d072fef07ca8914a652",
}

SECOND = {
    "en": "cb813ccf55ba020c412a4aa7a059c63722a6f3aefe4c07963b2add183b68914f",
    "da": "0e59b6e70289a3ed37ec4fffbab4d20b3c886882362b4ff6252b40dbb5e2c179",
    "sv": "900cb90dbd306791772e5043fb9bf07782a26ec783e64cb1012c26f45a4b75c7",
}


def frozen(**words: dict[str, str]) -> dict[str, Any]:
    """The text beside this file, with these words too."""
    data: dict[str, Any] = json.loads(FROZEN.read_text(encoding="utf-8"))
    data["words"] |= words
    return data


ALL_ROWS = {"en": "All %(count)s rows", "da": "Alle %(count)s rækker", "sv": "Alla %(count)s rader"}
ASK = {"en": "Ask on from here", "da": "Spørg videre herfra", "sv": "Fråga vidare härifrån"}


def test_a_report_frozen_with_the_first_look_is_laid_out_by_it_letter_for_letter() -> None:
    made = {language: sha256(page.document(frozen(), language, 1).encode()).hexdigest() for language in FIRST}
    assert made == FIRST


def test_a_report_frozen_with_the_second_look_is_laid_out_by_it_letter_for_letter() -> None:
    data = frozen(all_rows=ALL_ROWS, ask=ASK)
    made = {language: sha256(page.document(data, language, 2).encode()).hexdigest() for language in SECOND}
    assert made == SECOND


def test_a_figure_leads_to_a_question_of_ones_own_where_it_has_one() -> None:
    data = frozen(ask=ASK)
    data["sections"][0]["blocks"][1]["items"][0]["ask"] = "/ask/requests/?open=yes"
    told = page.document(data, "da")
    assert '<a class="report-ask small" href="/ask/requests/?open=yes">Spørg videre herfra<span class="sr">: ' in told
    assert told.count("report-tile") == 2  # once in the style sheet


def test_a_look_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        page.document(frozen(), "en", 99)


def test_a_phone_shows_the_first_rows_of_a_long_table_and_its_sum_and_paper_has_all() -> None:
    told = page.document(frozen(all_rows=ALL_ROWS), "da")
    assert told.count('<tr class="rest">') == 9  # of fourteen; the sum and what is short stand there anyway
    assert '<label class="report-all-label" for="all-by-district">Alle 15 rækker</label>' in told
    assert told.count("report-all-label") == 3  # twice in the style sheet
    style = told[told.index("<style>") : told.index("</style>")]
    [hiding] = [rule for rule in style.splitlines() if "tr.rest { display: none; }" in rule]
    within = style[style.index("@media screen") : style.index(hiding)]
    assert within.count("{") == within.count("}") + 1  # on screens alone


def test_data_without_the_words_for_it_are_not_folded() -> None:
    assert '<tr class="rest">' not in page.document(frozen(), "en")


def test_the_contents_lead_to_every_section_and_the_appendix_has_a_name() -> None:
    told = page.document(frozen(), "sv")
    for code in ("cover", "volumes"):
        assert f'href="#{code}"' in told
        assert f'<section id="{code}">' in told


def test_other_words_are_told_apart_from_other_figures() -> None:
    before, after = frozen(), frozen()
    volumes = after["sections"][1]["blocks"]
    volumes[0]["caption"] = {"en": "Each district", "da": "Hver kreds", "sv": "Varje distrikt"}
    volumes[0]["columns"][1]["label"] = {"en": "Came in", "da": "Kom ind", "sv": "Kom in"}
    volumes[0]["rows"][0]["cells"][0] = {"en": "The North 1", "da": "Norden 1", "sv": "Norden 1"}
    volumes[3]["text"] = {"en": "No dispute.", "da": "Ingen tvist.", "sv": "Ingen tvist."}
    after["sections"][0]["blocks"][1]["items"][0]["name"] = {"en": "Kept", "da": "Holdt", "sv": "Hållet"}
    after["sections"][0]["blocks"][0]["items"][0]["word"] = {"en": "Look here", "da": "Se her", "sv": "Se här"}
    found = differences(before, after)
    assert all(one.words for one in found)
    assert {one.section for one in found} == {"cover", "volumes"}
    assert [one.after["en"] for one in found if one.section == "volumes"] == ["The North 1", "No dispute."]


def test_a_number_in_a_sentence_is_a_figure() -> None:
    before, after = frozen(), frozen()
    reason = after["sections"][0]["blocks"][0]["items"][0]["reason"]
    reason["en"], reason["da"], reason["sv"] = "3 of 19 missed.", "3 af 19 ikke nået.", "3 av 19 missade."
    [found] = differences(before, after)
    assert not found.words
    assert (found.before["en"], found.after["en"]) == ("2 of 19 missed.", "3 of 19 missed.")


def test_rows_keep_their_place_when_one_comes_between_and_all_are_called_otherwise() -> None:
    before, after = frozen(), frozen()
    rows = after["sections"][1]["blocks"][0]["rows"]
    for row in rows[:-1]:
        row["cells"][0] = "X" + str(row["to"])
    rows.insert(3, {"cells": ["New", 1, None, None, None, [], None, None], "to": "/districts/new/", "strong": False})
    places = [one.place["en"].split(" · ") for one in differences(before, after)]
    assert {place[0] for place in places if len(place) > 1} == {"New"}


def test_a_section_the_product_has_learnt_since_is_no_difference_but_is_named() -> None:
    before, after = frozen(), frozen()
    title = {"en": "Complaints", "da": "Klager", "sv": "Klagomål"}
    after["sections"].append({**after["sections"][1], "code": "complaints", "title": title})
    assert differences(before, after) == []
    assert told_since(before, after) == [title]
    after["sections"].append({**after["sections"][1], "code": "fleet"})  # the report said it had nothing to tell of it
    assert {one.section for one in differences(before, after)} == {"fleet"}


def test_the_text_beside_this_file_is_written_as_reports_are() -> None:
    text = FROZEN.read_text(encoding="utf-8").rstrip("\n")
    assert canonical.written(json.loads(text)) == text
