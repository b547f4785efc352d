"""The policy that applies is the same whether or not it is told why the others do not."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.contracts import rules

DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 4))
SOME = st.frozensets(st.integers(1, 3), max_size=2)
TERMS = st.builds(
    rules.Terms, policy_id=st.integers(1, 99), code=st.sampled_from("ABC"), line_code=st.sampled_from(["", "MNT"]),
    request_type_code=st.sampled_from(["", "mnt.fault"]), priority=st.sampled_from([None, 1, 2]),
    site_kind=st.sampled_from(["", "station"]), sites=SOME, units=SOME, valid_from=DAYS, valid_to=st.none() | DAYS,
)  # fmt: skip
CASES = st.builds(
    rules.Case, line_code=st.sampled_from(["MNT", "CLN"]),
    request_type_code=st.sampled_from(["mnt.fault", "cln.spill"]),
    priority=st.integers(1, 2), day=DAYS, site_id=st.integers(1, 3), site_kind=st.sampled_from(["", "station"]),
    units=SOME, by_name=st.booleans(),
)  # fmt: skip


@given(terms=st.lists(TERMS, max_size=8), case=CASES)
def test_the_policy_chosen_without_reasons_is_the_one_chosen_with_them(
    terms: list[rules.Terms], case: rules.Case
) -> None:
    assert rules.chosen(terms, case) is rules.choose(terms, case).chosen
