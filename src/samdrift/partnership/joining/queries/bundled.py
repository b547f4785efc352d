"""Parts of shared cost as bundles of a joiner's contract hold them: its own, and nothing of any other joiner."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import behind_form as form
from samdrift.operations.bundles import public as bundles
from samdrift.partnership.joining.models import CostShare


def shared_in(contract_id: int, first_days: Sequence[date]) -> bundles.Behind:
    """The parts that fall to one contract in some months, and what tells of them."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        rows = list(
            CostShare.objects.filter(contract=contract_id, month__in=first_days).select_related("unit").order_by("uid")
        )
    told = [
        {
            "month": f"{row.month:%Y-%m}", "share": str(row.uid), "code": row.code, "unit": row.unit.code,
            "own_key": str(row.own_key), "all_keys": str(row.all_keys), "total_minor": str(row.total_minor),
            "amount_minor": str(row.amount_minor),
        }
        for row in rows
    ]  # fmt: skip
    return bundles.Behind({form.SHARES: told}, [UUID(str(row.uid)) for row in rows])
