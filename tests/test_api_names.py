"""Each form of the API has a name of its own: the description keeps one of two that share a name, and tells a lie."""

from collections import defaultdict
from collections.abc import Iterator

from ninja import Schema

from samdrift.doors.api.root import api


def forms(of: type = Schema) -> Iterator[type]:
    for one in of.__subclasses__():
        yield one
        yield from forms(one)


def test_no_two_forms_share_a_name() -> None:
    assert api.get_openapi_schema()["paths"]  # every room's addresses are known by now
    where: dict[str, set[str]] = defaultdict(set)
    for form in forms():
        if form.__module__.startswith("samdrift."):
            where[form.__name__].add(form.__module__)
    assert {name: sorted(modules) for name, modules in where.items() if len(modules) > 1} == {}
