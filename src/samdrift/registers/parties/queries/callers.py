"""Who is on the line: people by the beginning of a name or address, or by the end of a number."""

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Replace

from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import terms_of
from samdrift.registers.parties.models import Employment, Person
from samdrift.registers.parties.queries.people import PEOPLE_ORDER

DIGITS = 5


def callers(scope: Scope, text: str) -> QuerySet[Employment]:
    """Employments one may look up, by name, with the person loaded; none while too little is typed.

    Args:
        text: Beginnings of names, an address with its "@", or a number of at least five digits: its last eight count,
            for they are the subscriber's, whatever stands in front for the country.
    """
    rows = Employment.objects.within(scope).select_related("person")
    if not scope.may("parties.view_protected"):
        rows = rows.exclude(person__protected_identity=True)
    matching = _people(text)
    return rows.none() if matching is None else rows.filter(person__in=matching.values("pk")).order_by(*PEOPLE_ORDER)


def _people(text: str) -> QuerySet[Person] | None:
    """People whoever asks may not see among them; asked apart, so that a database reads an index and not the table."""
    digits = "".join(mark for mark in text if mark.isascii() and mark.isdecimal())
    people = Person.objects.all()
    if "@" in text:
        return people.filter(email__startswith=text.strip().lower())
    if len(digits) >= DIGITS and not any(mark.isalpha() for mark in text):
        plain: F | Replace = F("work_phone")
        for mark in (" ", "-", "(", ")"):
            plain = Replace(plain, Value(mark), Value(""), output_field=CharField())
        return people.annotate(plain_phone=plain).filter(plain_phone__endswith=digits[-8:])
    terms = terms_of(text)
    for term in terms:
        people = people.filter(folded_name__contains=f" {term}")
    return people if terms else None
