"""Who speaks for which side: only the contract managers of the two parties write here."""

from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import Scope
from samdrift.partnership.benchmarking.models import WRITE
from samdrift.partnership.benchmarking.rules.states import SIDES

DATA_CLASS = "D2"


def speaks(scope: Scope, contract_id: int) -> str:
    """The side the actor speaks for.

    Raises:
        NotAllowed: They may not, or they are of no party.
    """
    scope.require(WRITE, contract=contract_id, data_class=DATA_CLASS)
    if scope.side not in SIDES:
        raise NotAllowed(_("Only the two parties speak about what services cost."))
    return scope.side
