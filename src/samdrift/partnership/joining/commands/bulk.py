"""Rows brought in by the hundred, as they were made elsewhere: for demonstrations and for moving in."""

from collections.abc import Sequence

from samdrift.partnership.joining.models import Accession, AccessionStep, BusinessCase, FrameworkTerms


def load_terms(rows: Sequence[FrameworkTerms]) -> list[FrameworkTerms]:
    """Terms with whoever proposed and accepted them; whoever brings them in answers for it."""
    return FrameworkTerms.objects.bulk_create(rows, batch_size=500)


def load_call_offs(rows: Sequence[Accession]) -> list[Accession]:
    """Call-offs in the states they had elsewhere."""
    return Accession.objects.bulk_create(rows, batch_size=500)


def load_steps(rows: Sequence[AccessionStep]) -> list[AccessionStep]:
    """What was done to call-offs elsewhere."""
    return AccessionStep.objects.bulk_create(rows, batch_size=500)


def load_cases(rows: Sequence[BusinessCase]) -> list[BusinessCase]:
    """Joiners' own reckonings; each with its owner party."""
    return BusinessCase.objects.bulk_create(rows, batch_size=500)
