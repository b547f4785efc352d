"""Writing down what the contract says of notice, thresholds and remanence; a later row holds over an earlier one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.kernel.notice_table import DEFAULT, Table, as_written, table_from
from samdrift.partnership.scaling import events
from samdrift.partnership.scaling.models import ScalingTerms

POST = Decimal(1665)


@transaction.atomic
def write_terms(
    scope: Scope, contract_id: int, *, valid_from: date, now: datetime, table: Table = DEFAULT,
    labour: Mapping[str, tuple[Decimal, Decimal]] | None = None, hours_a_post: Decimal = POST, clause: str = "",
    posts_to_consult: Decimal = Decimal(1), rooms: Mapping[str, Sequence[str]] | None = None,
) -> ScalingTerms:  # fmt: skip
    """Let a notice table hold from a day on, with what an hour of each line's work costs; for setting up.

    Raises:
        NotAllowed: The actor may not write terms of this contract.
        Invalid: Nobody could follow the table, or an hour costs nothing.
    """
    scope.require("contracts.write", contract=contract_id)
    try:
        table_from(as_written(table))
    except ValueError as wrong:
        raise Invalid({"table": _("The rows of the notice table do not fit together.")}) from wrong
    if posts_to_consult <= 0:
        raise Invalid({"posts_to_consult": _("Give a number of posts above 0.")})
    if hours_a_post <= 0 or any(not 0 <= share <= 1 or hour <= 0 for share, hour in (labour or {}).values()):
        raise Invalid({"labour": _("Work is a share between 0 and 1, and an hour costs something.")})
    row = ScalingTerms.objects.create(
        community_id=scope.community_id, data_class="D2", contract_id=contract_id, table=as_written(table),
        labour={line: [str(share), str(hour)] for line, (share, hour) in (labour or {}).items()},
        hours_a_post=hours_a_post, posts_to_consult=posts_to_consult,
        rooms={item: sorted(uses) for item, uses in (rooms or {}).items()}, clause=clause,
        valid_from=valid_from, recorded_at=now,
    )  # fmt: skip
    record(events.ScalingTermsWritten(terms_uid=row.uid, valid_from=valid_from), scope=scope, at=now, subject=row)
    return row
