"""Which work belongs into the open book of a period: what was received, happened or fell due in it, all may read.

Read across the gate, for both parties alike: whoever asks has been asked for `bundles.make` by the command.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.events.public import EventRecord, withheld_among
from samdrift.foundation.scope import OPEN_CLASSES, everywhere
from samdrift.foundation.texts import among
from samdrift.kernel.bundles import form
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.registers.contracts import public as contracts

AT_ONCE = 1_000
# Prices are both parties' own (D2); what is restricted or one party's alone is in no bundle.
SHARED = OPEN_CLASSES | {"D2"}
_KIND = requests.ServiceRequest._meta.label_lower


def chosen(contract: contracts.Contract, begin: datetime, end: datetime) -> list[UUID]:
    """The work and the quotes of a period."""
    with everywhere(reason="the open book of a period is the same for both parties"):
        told = EventRecord.objects.filter(
            community=contract.community_id, book="shared", contract_id=contract.pk, subject_uid__isnull=False,
            kind__in=form.OF_WORK | form.PRICED, happened_at__gte=begin, happened_at__lt=end,
        )  # fmt: skip
        found = set(told.order_by().values_list("subject_uid", flat=True).distinct())
        due = Q(due_at__gte=begin, due_at__lt=end) | Q(agreed_due_at__gte=begin, agreed_due_at__lt=end)
        clocks = promises.Promise.objects.filter(contract=contract).exclude(state="voided").filter(due)
        found.update(clocks.order_by().values_list("subject_uid", flat=True).distinct())
        received = requests.ServiceRequest.objects.filter(
            contract=contract, received_at__gte=begin, received_at__lt=end
        )
        found.update(received.order_by().values_list("uid", flat=True))
        return list(_shown(contract, (uid for uid in found if uid is not None)))


def parts_of(subjects: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """The subjects some at a time."""
    return (subjects[start : start + AT_ONCE] for start in range(0, len(subjects), AT_ONCE))


def _shown(contract: contracts.Contract, found: Iterable[UUID]) -> Iterator[UUID]:
    """Those both parties may read, and that stand under this contract today."""
    open_to_both = Q(contract=contract, owner_party__isnull=True)
    for some in parts_of(list(found)):
        these = among(some)
        asked = requests.ServiceRequest.objects.filter(open_to_both, uid__in=these, data_class__in=OPEN_CLASSES)
        quotes = work.Quote.objects.filter(open_to_both, uid__in=these, data_class__in=SHARED)
        other = promises.Promise.objects.filter(open_to_both, subject_uid__in=these, data_class__in=OPEN_CLASSES)
        shown = {*asked.values_list("uid", flat=True), *quotes.values_list("uid", flat=True)}
        # "Not voided" is in the words of the one index that finds a clock by its work.
        shown.update(other.exclude(state="voided").exclude(subject_kind=_KIND).values_list("subject_uid", flat=True))
        yield from shown - withheld_among(some)
