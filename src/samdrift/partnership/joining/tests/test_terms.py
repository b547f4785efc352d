"""Terms of a framework are agreed by both parties and hold from the first of a month."""

from datetime import date

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.partnership.joining.commands.agreeing import TermsDraft, answer_terms, propose_terms
from samdrift.partnership.joining.queries import terms
from samdrift.partnership.joining.tests.conftest import DESK, ITEMS, TIERS, Shared
from tests.world import NOON, START

JUNE = date(2025, 6, 1)


def draft(kind: str = "tiers", content: object = None, valid_from: date = START, code: str = "") -> TermsDraft:
    return TermsDraft(kind=kind, content=content or TIERS, valid_from=valid_from, code=code)  # type: ignore[arg-type]


def test_terms_hold_once_the_other_party_accepted_them(shared: Shared) -> None:
    made = propose_terms(shared.provider.scope, shared.row.uid, draft(), now=NOON)
    assert [tier.factor for tier in terms.held(shared.row.pk).tiers(START)] == [1]
    with pytest.raises(NotAllowed):
        answer_terms(shared.provider.scope, made.uid, accepts=True, expected_version=1, now=NOON)
    answer_terms(shared.owner.scope, made.uid, accepts=True, expected_version=1, now=NOON)
    assert len(terms.held(shared.row.pk).tiers(START)) == 3
    with pytest.raises(Refused):
        answer_terms(shared.owner.scope, made.uid, accepts=True, expected_version=2, now=NOON)


def test_a_no_needs_a_reason_and_changes_nothing(shared: Shared) -> None:
    made = propose_terms(shared.provider.scope, shared.row.uid, draft(), now=NOON)
    with pytest.raises(Invalid):
        answer_terms(shared.owner.scope, made.uid, accepts=False, expected_version=1, now=NOON)
    answer_terms(shared.owner.scope, made.uid, accepts=False, answer="Too few", expected_version=1, now=NOON)
    assert len(terms.held(shared.row.pk).tiers(START)) == 1


def test_a_joiner_agrees_on_no_terms(shared: Shared) -> None:
    with pytest.raises(NotAllowed):
        propose_terms(shared.east.contact.scope, shared.row.uid, draft(), now=NOON)


def test_terms_never_reach_back_in_time(offered: Shared) -> None:
    for day in (START, date(2025, 5, 1)):
        with pytest.raises(Refused):
            propose_terms(offered.provider.scope, offered.row.uid, draft(valid_from=day), now=NOON)
    with pytest.raises(Invalid):
        propose_terms(offered.provider.scope, offered.row.uid, draft(valid_from=date(2025, 6, 17)), now=NOON)
    later = {"tiers": [["0", "1"], ["400000", "0.9"]]}
    offered.agreed("tiers", later, valid_from=JUNE)
    held = terms.held(offered.row.pk)
    assert [len(held.tiers(day)) for day in (date(2025, 5, 31), JUNE)] == [3, 2]


def test_terms_accepted_late_hold_from_the_next_month(offered: Shared) -> None:
    made = propose_terms(offered.provider.scope, offered.row.uid, draft(valid_from=JUNE), now=NOON)
    answered = answer_terms(
        offered.owner.scope, made.uid, accepts=True, expected_version=1, now=NOON.replace(month=7, day=3)
    )
    assert answered.valid_from == date(2025, 8, 1)


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("tiers", {"tiers": [["10", "1"]]}, ""), ("tiers", {"tiers": [["0", "0.9"], ["5", "1"]]}, ""),
        ("tiers", {"tiers": [["0", "x"]]}, ""), ("tiers", {}, ""), ("prices", {"items": []}, ""),
        ("prices", {"items": [{**ITEMS["items"][0], "unit": "parsec"}]}, ""),
        ("prices", {"items": [ITEMS["items"][0], ITEMS["items"][0]]}, ""), ("cost", DESK, ""),
        ("cost", {**DESK, "key": "wealth"}, "X"), ("cost", {**DESK, "year_minor": -1}, "X"), ("gift", {}, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_with_is_refused(shared: Shared, kind: str, content: object, code: str) -> None:
    with pytest.raises(Invalid):
        propose_terms(shared.owner.scope, shared.row.uid, TermsDraft(
            kind=kind, content=content, valid_from=START, code=code), now=NOON)  # type: ignore[arg-type]  # fmt: skip
