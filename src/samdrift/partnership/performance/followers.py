"""A month both parties froze in the contract is frozen here too, so that the two freezes never disagree."""

from datetime import date

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance.commands.freezing import freeze_month
from samdrift.partnership.performance.commands.measuring import compute_month
from samdrift.partnership.performance.models import KpiPeriod
from samdrift.partnership.performance.queries.months import counting_scope
from samdrift.partnership.performance.rules import periods
from samdrift.registers.contracts import public as contracts


@follow(contracts.MonthFrozen.kind, name="performance.freeze_with_the_contract")
def freeze_with_the_contract(event: EventRecord) -> None:
    """Freeze the figures of a month the contract froze; those in dispute wait for their settlement as ever."""
    month = date.fromisoformat(str(event.payload["month"]))
    with everywhere(reason="the figures of a month the contract froze"):
        contract = contracts.Contract.objects.filter(uid__in=[event.subject_uid]).values_list("pk", flat=True).first()
        period = KpiPeriod.objects.filter(contract=contract, month=month).first()
        if period is None and contract is not None:
            period = compute_month(event.community_id, contract, month, now=event.happened_at)
    if period is not None and period.state != periods.FROZEN:
        freeze_month(counting_scope(event.community_id), period, now=event.happened_at)
