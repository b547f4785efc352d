"""The terms events name, from the tables: what a story of the kernel asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from samdrift.kernel.calendars import Calendar
from samdrift.kernel.promise_story import Clock, Key
from samdrift.operations.promises.queries.columns import as_written, contract_revision
from samdrift.registers.contracts import public as contracts


@dataclass(frozen=True, slots=True)
class Versions:
    """Policies by uid, and a calendar's hours by the uid of one of its versions."""

    policies: Mapping[str, contracts.PolicyTerms]
    calendar_ids: Mapping[str, int]
    first_of: Callable[[str], int]

    def calendar(self, uid: str, clock: contracts.Clock) -> tuple[Calendar, int]:
        """The hours a clock counts by; events older than the naming of versions mean the first one of its calendar."""
        calendar_id = self.calendar_ids[uid] if uid else self.first_of(clock.calendar_code)
        return as_written(contracts.calendar_by_id(calendar_id), clock), calendar_id

    def clocks(self, policy_uid: str, calendars: Sequence[str]) -> tuple[Key, list[tuple[Clock, Calendar, Key]]]:
        """The id of a policy, and each of its clocks with the hours an event names for it, and their id."""
        policy = self.policies[policy_uid]
        named = list(calendars) or [""] * len(policy.clocks)
        return policy.terms.policy_id, [
            (clock, *self.calendar(uid, clock)) for clock, uid in zip(policy.clocks, named, strict=True)
        ]


def versions_of(community_id: int) -> Versions:
    """Every policy and calendar version of a community, by what events call them."""
    policies: dict[str, contracts.PolicyTerms] = {}
    for pk in contracts.Contract.objects.filter(community=community_id).order_by("pk").values_list("pk", flat=True):
        policies |= contracts.policies_by_uid(pk, contract_revision(pk))
    by_uid = contracts.calendar_versions_by_uid(community_id)
    firsts: dict[str, int] = {}
    for calendar_id in by_uid.values():
        version = contracts.calendar_version(calendar_id)
        if version.number == 1:
            firsts[version.code] = calendar_id
    return Versions(policies, by_uid, firsts.__getitem__)
