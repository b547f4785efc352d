"""Every kind of event is told in a whole sentence, in each language, by the room that announces it."""

import re
from dataclasses import fields

import pytest
from django.utils.translation import override

from samdrift.doors.pages.icons import names
from samdrift.foundation.events.public import Sentence, kinds, sentence_of, title_of_kind
from samdrift.foundation.events.sentences import _readers

OURS = sorted(
    kind for kind, cls in kinds.items() if cls.__module__.startswith("samdrift.") and ".tests." not in cls.__module__
)


def told_of(kind):
    sentence = sentence_of(kind)
    assert sentence is not None, f"{kind}: give its event a `says`, the sentence people read in the open book."
    return [sentence, *sentence.cases.values()]


@pytest.mark.parametrize("kind", OURS)
def test_every_kind_of_event_has_a_sentence_in_all_three_languages(kind):
    assert isinstance(kinds[kind].__dict__.get("says"), Sentence), f"{kind} borrows the sentence of another kind."
    for sentence in told_of(kind):
        english = str(sentence.text)
        assert re.search(r"[.]$", english), f"{kind}: {english!r} is not a sentence."
        for language in ("da", "sv"):
            with override(language):
                assert str(sentence.text) != english, f"{kind}: {english!r} has no {language}."


@pytest.mark.parametrize("kind", OURS)
def test_a_sentence_speaks_of_fields_its_event_has_and_of_drawings_there_are(kind):
    held = {one.name for one in fields(kinds[kind])}
    for sentence in told_of(kind):
        assert {one for _name, one, _reader in sentence.fields()} <= held
        assert not sentence.by or sentence.by in held
        assert sentence.icon in names()


@pytest.mark.parametrize("kind", OURS)
def test_ids_and_codes_of_rows_are_read_as_names(kind):
    for sentence in told_of(kind):
        for _name, one, reader in sentence.fields():
            assert not one.endswith(("_id", "_uid")) or reader in _readers, f"{kind}: nobody says what {one} is called."


def test_a_kind_is_chosen_by_what_it_says():
    assert title_of_kind("requests.assigned") == "Assigned to …"
    assert title_of_kind("things.unheard_of") == "things.unheard_of"
