"""What rooms are used for is said in the reader's language."""

import pytest
from django.utils import translation

from samdrift.registers.estate.formats.uses import USES
from samdrift.registers.estate.queries.uses import ROOM_USES
from samdrift.registers.estate.web.plans import use_word


def test_every_use_has_a_word() -> None:
    assert not USES.keys() - ROOM_USES.keys()


@pytest.mark.parametrize(("language", "word"), [("en", "Meeting room"), ("da", "Mødelokale"), ("sv", "Mötesrum")])
def test_a_use_is_said_in_the_readers_language(language: str, word: str) -> None:
    with translation.override(language):
        assert use_word("meeting_room") == word
        assert use_word("other") == "", "what nobody said is not said"
        assert use_word("panic_room") == "Panic room", "a use of somebody's own is shown as it is"
