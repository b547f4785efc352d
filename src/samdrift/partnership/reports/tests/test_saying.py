"""Comments and priorities: drafts of one party alone, published for both, and frozen with the report."""

import json

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.reports.commands import saying
from samdrift.partnership.reports.queries import reading
from samdrift.partnership.reports.tests.conftest import TENTH, Reported

SECRET = "We would settle for half"


def write(reported: Reported, text: str = SECRET, **where: object) -> None:
    saying.write_word(reported.client.scope, reported.uid, text, now=TENTH, **(where or {"section": "kpis"}))  # type: ignore[arg-type]


def test_a_draft_is_read_by_its_own_party_alone(reported: Reported) -> None:
    write(reported)
    assert [one.text for one in reading.words_of(reported.client.scope, reported.report)] == [SECRET]
    for other in (reported.provider, reported.auditor):
        assert reading.words_of(other.scope, reported.report) == []
    assert reading.published(reported.report) == {"comments": [], "priorities": []}
    with everywhere(reason="test"):
        assert SECRET not in json.dumps([one.payload for one in EventRecord.objects.all()])
    [word] = reported.words()
    assert (word.data_class, word.owner_party_id) == ("D3", reported.client.scope.party_id)


def test_published_words_are_read_by_both_and_frozen_with_the_report(reported: Reported) -> None:
    write(reported, "The lots of North were late.")
    write(reported, "Fewer late lots", position=1)
    assert saying.publish_words(reported.client.scope, reported.uid, now=TENTH) == 2
    assert [one.side for one in reading.words_of(reported.provider.scope, reported.report)] == ["customer", "customer"]
    said = json.loads(reported.frozen().data)["said"]
    assert said["comments"][0]["text"] == "The lots of North were late."
    assert said["priorities"] == [
        {"position": 1, "side": "customer", "text": "Fewer late lots", "at": "2025-04-20T12:00:00+00:00"}
    ]


def test_a_newer_word_takes_the_place_of_a_published_one_which_stays(reported: Reported) -> None:
    for text in ("First", "Second"):
        write(reported, text)
        saying.publish_words(reported.client.scope, reported.uid, now=TENTH)
    assert [(one.text, one.latest) for one in reported.words()] == [("First", False), ("Second", True)]
    assert [one["text"] for one in reading.published(reported.report)["comments"]] == ["Second"]


def test_a_draft_is_rewritten_and_taken_away(reported: Reported) -> None:
    write(reported, "One")
    write(reported, "Two")
    assert [one.text for one in reported.words()] == ["Two"]
    write(reported, "  ")
    assert reported.words() == []
    with pytest.raises(Refused, match="nothing in draft"):
        saying.publish_words(reported.client.scope, reported.uid, now=TENTH)


def test_words_are_for_sections_there_are_and_three_priorities(reported: Reported) -> None:
    for where in ({"section": "nowhere"}, {"position": 4}, {"section": "kpis", "position": 1}, {"section": ""}):
        with pytest.raises(Invalid):
            write(reported, "Hm", **where)
    with pytest.raises(Invalid):
        write(reported, "x" * 1001)
    with pytest.raises(NotAllowed):
        saying.write_word(reported.auditor.scope, reported.uid, "Hm", section="kpis", now=TENTH)


def test_whoever_has_said_all_adds_nothing_more(reported: Reported) -> None:
    write(reported)
    with pytest.raises(Refused, match="still has drafts"):
        saying.finish_comments(reported.client.scope, reported.uid, expected_version=None, now=TENTH)
    saying.publish_words(reported.client.scope, reported.uid, now=TENTH)
    saying.finish_comments(reported.client.scope, reported.uid, expected_version=None, now=TENTH)
    assert reported.report.state == "draft"
    with pytest.raises(Refused, match="said all"):
        write(reported, "One more thing")
    saying.finish_comments(reported.provider.scope, reported.uid, expected_version=None, now=TENTH)
    assert reported.report.state == "commented"
