"""What the lines of a price book are called."""

from django.utils.translation import gettext as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue import public as catalogue

DESK = "DSK"


def line_names(scope: Scope) -> dict[str, str]:
    """Every service line by its code, and the desk, which has a price though nobody orders from it."""
    lines = catalogue.catalogue_of(scope.community_id).lines
    return {DESK: _("Service desk"), **{code: in_language(line.name, scope.language) for code, line in lines.items()}}
