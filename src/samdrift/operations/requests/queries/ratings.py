"""Who reads what one person said of one request: those who answer it; everybody else reads figures about several.

A request names who asked, so its stars and words stand beside a name for whoever reads requests. The local FM of the
place and the lead of the line answer for what went wrong, and read them; whoever gave them sees them, too.
"""

from django.db.models import Case, F, Q, QuerySet, When

from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import ServiceRequest

READ = "requests.read_ratings"


def answered_by(scope: Scope) -> Q:
    """The requests of which somebody reads the single ratings."""
    return scope.narrow(
        READ, contract="contract_id", site="site_id", unit="unit_id", line="line_code", case="pk",
    )  # fmt: skip


def told(scope: Scope) -> Case:
    """A request's stars where the reader answers for them, else nothing."""
    return Case(When(answered_by(scope), then=F("rating")))


def may_read(scope: Scope, row: ServiceRequest) -> bool:
    """Whether somebody reads the stars and words of one request."""
    if row.requester_id is not None and row.requester_id == scope.person_id:
        return True
    return scope.allows(
        READ, contract=row.contract_id, site=row.site_id, unit=row.unit_id, line=row.line_code, case=row.pk,
        data_class=row.data_class,
    )  # fmt: skip


def stars_of(scope: Scope, rows: QuerySet[ServiceRequest]) -> dict[int, int]:
    """The stars of these requests by their keys, as far as the reader answers for them; no read where for none."""
    if not scope.may(READ):
        return {}
    rated = rows.filter(answered_by(scope), rating__isnull=False).order_by().values_list("pk", "rating")
    return {pk: stars for pk, stars in rated if stars is not None}
