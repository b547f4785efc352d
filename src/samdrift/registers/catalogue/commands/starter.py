"""The starter set: articles and scripts about what is asked most, as package data a community takes over."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.db import transaction

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue.commands.articles import WRITE, Draft, publish_article, write_article
from samdrift.registers.catalogue.events import ArticlesInstalled
from samdrift.registers.catalogue.models import Article, RequestType
from samdrift.registers.catalogue.rules import articles as rules


@transaction.atomic
def install_starter_articles(scope: Scope, *, now: datetime) -> int:
    """Publish the starter articles and scripts a community does not have yet, about the types it has.

    What somebody wrote or changed under one of their codes is left alone; an article about types the community does
    not offer is left out.

    Returns:
        How many were taken over.

    Raises:
        NotAllowed: The actor may not write articles.
    """
    scope.require(WRITE)
    there = set(Article.objects.within(scope).values_list("code", flat=True))
    offered = set(RequestType.objects.within(scope).filter(active=True).values_list("code", flat=True))
    taken = 0
    for code, written in starter_set():
        types = tuple(one for one in written["request_types"] if one in offered)
        if code in there or not types:
            continue
        article = write_article(scope, draft_of(code, written, types), now=now)
        publish_article(scope, article.uid, expected_version=None, now=now)
        taken += 1
    if taken:
        record(ArticlesInstalled(articles=taken), scope=scope, at=now)
    return taken


def draft_of(code: str, written: dict[str, Any], types: tuple[str, ...]) -> Draft:
    """One of the set as it is written."""
    return Draft(
        code=code, genre=written["genre"], audience=written["audience"], request_types=types,
        title={one: written[one]["title"] for one in rules.LANGUAGES},
        body={one: written[one]["body"].strip() for one in rules.LANGUAGES},
    )  # fmt: skip


def starter_set() -> Iterator[tuple[str, dict[str, Any]]]:
    """Code and contents of each, by code; one file each in data/articles."""
    folder = files("samdrift.registers.catalogue") / "data" / "articles"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))
