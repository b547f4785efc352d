"""Suggesting a request type and telling duplicates: the ways compared, on the texts of `benchmarks/data`.

Every way gets what the product has of a request type, and ranks the types for each of the texts. `first` and `three`
are the shares whose right type came first, or among the first three; `ms` is the mean time of one text. The "learned"
way also has the other half of the texts with their types, as a desk's past would give them. Duplicates: pairs of texts
about one place, the same matter or not; how many of each a way calls the same. Last, the product's own question on each
database, from the text to the rows of request types.
"""

import csv
import itertools
import json
import math
import time
import tomllib
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from benchmarks._databases import on_both
from samdrift.foundation.search.folding import words_of
from samdrift.registers.catalogue.rules import suggesting

LANGUAGES = ("en", "da", "sv")
HERE = Path(__file__).parent
TABLES = HERE.parent / "src" / "samdrift" / "registers" / "catalogue" / "data"
Rank = Callable[[str], list[str]]
Written = Mapping[str, list[str]]


def run() -> dict[str, Any]:
    """Every way's shares over all texts, the product's by language and style, and duplicates."""
    texts = rows(HERE / "data" / "suggestion_texts.csv")
    names, own, trade = catalogue()
    said = {code: own[code] + trade[code] for code in names}
    subjects, megabytes = measured(lambda: suggesting.Subjects(said, names))
    ways: dict[str, Rank] = {
        "what_was_there_before": beginnings(own),
        "rapidfuzz_names": fuzzy(names),
        "full_text_bm25": bm25({code: names[code] + own[code] for code in names}),
        "letters_without_words_of_the_trade": ranked(suggesting.LetterGroups(join(names, own)).scores),
        "naive_bayes_letters": naive_bayes(join(names, said)),
        "full_text_bm25_with_words_of_the_trade": bm25(join(names, said)),
        "beginnings_with_words_of_the_trade": beginnings(said),
        "words_of_the_trade": ranked(suggesting.WordList(said).scores),
        "letters": ranked(suggesting.LetterGroups(join(names, said)).scores),
        "words_and_letters": lambda text: suggesting.best(subjects.spoken_of(words_of(text)), 62),
    }
    found: dict[str, Any] = {"texts": len(texts), "types": len(names)}
    for name, rank in ways.items():
        found |= {f"{name}_{key}": value for key, value in shares(texts, rank).items()}
    found |= {f"words_and_letters_learned_{key}": value for key, value in learned(texts, names, said).items()}
    for column in ("language", "style"):
        for value in sorted({row[column] for row in texts}):
            part = [row for row in texts if row[column] == value]
            told = shares(part, ways["words_and_letters"])
            found[f"words_and_letters_{value}"] = f"{told['first']} {told['three']} of {len(part)}"
    found |= {"words_and_letters_mb": megabytes} | duplicates(texts, subjects) | answers(texts, subjects)
    return found | on_both("benchmarks.suggestions")


def rows(path: Path) -> list[dict[str, str]]:
    """A table."""
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def catalogue() -> tuple[Written, Written, Written]:
    """Folded, by code: names, hints and chips; the catalogue's own words; words of the trade."""
    names: dict[str, list[str]] = {}
    own: dict[str, list[str]] = {}
    for row in rows(TABLES / "request_types.csv"):
        names[row["code"]] = [words_of(row[f"{kind}{language}"]) for kind in ("", "hint_") for language in LANGUAGES]
        own[row["code"]] = [words_of(word) for language in LANGUAGES for word in row[f"words_{language}"].split(",")]
    for row in rows(TABLES / "chips.csv"):
        if row["code"] not in ("broken", "problem"):
            names[row["type"]] += [words_of(row[language]) for language in LANGUAGES]
    trade = {
        row["code"]: [words_of(word) for language in LANGUAGES for word in row[language].split(",")]
        for row in rows(TABLES / "words.csv")
    }
    return names, own, trade


def join(one: Written, other: Written) -> Written:
    """Both, by code."""
    return {code: one[code] + other[code] for code in one}


def shares(texts: Iterable[Mapping[str, str]], rank: Rank) -> dict[str, float]:
    """Right at first place, right or acceptable there, right among three, milliseconds a text."""
    ranks: list[tuple[Mapping[str, str], list[str]]] = []
    begun = time.perf_counter()
    ranks.extend((row, rank(row["text"])[:3]) for row in texts)
    spent = time.perf_counter() - begun
    first = sum(three[:1] == [row["type"]] for row, three in ranks)
    taken = sum(bool(three) and three[0] in (row["type"], row["also"]) for row, three in ranks)
    among = sum(row["type"] in three for row, three in ranks)
    count = len(ranks)
    return {
        "first": round(first / count, 3), "first_or_acceptable": round(taken / count, 3),
        "three": round(among / count, 3), "ms": round(spent / count * 1000, 2),
    }  # fmt: skip


def ranked(scores: Callable[[list[str]], Mapping[str, float]]) -> Rank:
    """Codes by falling score."""
    return lambda text: suggesting.best(scores(words_of(text).split()), 3)


def beginnings(words: Written) -> Rank:
    """What there was before: words that stand at the beginning of a word of the text, by their letters."""

    def rank(text: str) -> list[str]:
        padded = f" {words_of(text)} "
        scores = {code: sum(len(word) for word in of if f" {word}" in padded) for code, of in words.items()}
        return suggesting.best({code: float(score) for code, score in scores.items() if score}, 3)

    return rank


def fuzzy(names: Written) -> Rank:
    """rapidfuzz's token_set_ratio with the nearest name or hint."""

    def rank(text: str) -> list[str]:
        asked = words_of(text)
        scores = {code: max(fuzz.token_set_ratio(asked, name) for name in of) for code, of in names.items()}
        return suggesting.best(scores, 3)

    return rank


def bm25(written: Written) -> Rank:
    """Whole words as full-text indexes rank them."""
    counted = {code: Counter(" ".join(of).split()) for code, of in written.items()}
    holding = Counter(word for words in counted.values() for word in words)
    mean = sum(sum(words.values()) for words in counted.values()) / len(counted)

    def scores(words: list[str]) -> dict[str, float]:
        found: dict[str, float] = defaultdict(float)
        for word in set(words) & holding.keys():
            rarity = math.log(1 + (len(counted) - holding[word] + 0.5) / (holding[word] + 0.5))
            for code, there in counted.items():
                if word in there:
                    length = 0.25 + 0.75 * sum(there.values()) / mean
                    found[code] += rarity * there[word] * 2.2 / (there[word] + 1.2 * length)
        return found

    return ranked(scores)


def naive_bayes(written: Written) -> Rank:
    """Groups of letters with Laplace's smoothing."""
    counted = {code: Counter(suggesting.letter_groups(" ".join(of).split())) for code, of in written.items()}
    known = {group for groups in counted.values() for group in groups}
    whole = {code: math.log(sum(groups.values()) + 0.1 * len(known)) for code, groups in counted.items()}

    def scores(words: list[str]) -> dict[str, float]:
        asked = [group for group in suggesting.letter_groups(words) if group in known]
        return {
            code: sum(math.log(groups[group] + 0.1) for group in asked) - len(asked) * whole[code]
            for code, groups in counted.items()
        }

    return ranked(scores)


def learned(texts: list[dict[str, str]], names: Written, said: Written) -> dict[str, float]:
    """The product's way with the other half of the texts as its past."""
    halves = texts[::2], texts[1::2]
    told = []
    for past, asked in (halves, halves[::-1]):
        more: dict[str, list[str]] = {code: list(of) for code, of in names.items()}
        for row in past:
            more[row["type"]].append(words_of(row["text"]))
        subjects = suggesting.Subjects(said, more)
        told.append(shares(asked, lambda text, its=subjects: suggesting.best(its.spoken_of(words_of(text)), 3)))  # type: ignore[misc]
    return {key: round(sum(one[key] for one in told) / 2, 3) for key in ("first", "three")}


def measured(make: Callable[[], suggesting.Subjects]) -> tuple[suggesting.Subjects, float]:
    """What was made, and how many megabytes it keeps."""
    tracemalloc.start()
    made = make()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return made, round(kept / 1e6, 1)


def duplicates(texts: list[dict[str, str]], subjects: suggesting.Subjects) -> dict[str, str]:
    """Pairs about one place that each way calls the same matter: of those that are, and of those that are not."""
    placed = [row for row in texts if row["place"]]
    pairs = [(a, b) for a, b in itertools.combinations(placed, 2) if a["place"] == b["place"]]
    same = [pair for pair in pairs if pair[0]["matter"] == pair[1]["matter"]]
    other = [pair for pair in pairs if pair[0]["matter"] != pair[1]["matter"]]
    spoken = {row["id"]: subjects.spoken_of(words_of(row["text"])) for row in placed}
    ways: dict[str, Callable[[Mapping[str, str], Mapping[str, str]], bool]] = {
        "rapidfuzz_70": lambda a, b: fuzz.token_set_ratio(words_of(a["text"]), words_of(b["text"])) >= 70,
        "same_first_type": lambda a, b: suggesting.best(spoken[a["id"]], 1) == suggesting.best(spoken[b["id"]], 1),
        "same_subjects": lambda a, b: (
            suggesting.same_matter(spoken[a["id"]], spoken[b["id"]]) >= suggesting.SAME_MATTER
        ),
    }
    return {
        f"duplicates_{name}": f"{sum(way(a, b) for a, b in same)} of {len(same)}, "
        f"wrongly {sum(way(a, b) for a, b in other)} of {len(other)}"
        for name, way in ways.items()
    }


def answers(texts: list[dict[str, str]], subjects: suggesting.Subjects) -> dict[str, str]:
    """Of texts an article answers: it came first, or among two. Of the others: something was offered all the same."""
    written = {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in (TABLES / "articles").glob("*.toml")
    }
    own = {code: one for code, one in written.items() if one["audience"] == "requesters"}
    titles = {code: [words_of(one[each]["title"]) for each in LANGUAGES] for code, one in own.items()}
    bodies = {code: [*titles[code], *(words_of(one[each]["body"]) for each in LANGUAGES)] for code, one in own.items()}
    known = suggesting.Subjects(
        {code: [word for title in of for word in title.split() if len(word) > 3] for code, of in titles.items()}, bodies
    )
    types = {code: one["request_types"] for code, one in own.items()}
    first = among = answered = offered = 0
    for row in texts:
        asked = words_of(row["text"])
        two = suggesting.best(suggesting.answering(subjects.spoken_of(asked), known.spoken_of(asked), types), 2)
        if row["article"]:
            answered += 1
            first += two[:1] == [row["article"]]
            among += row["article"] in two
        else:
            offered += bool(two)
    return {
        "articles": str(len(own)), "articles_first": f"{first} of {answered}", "articles_two": f"{among} of {answered}",
        "articles_offered_where_none_answers": f"{offered} of {len(texts) - answered}",
    }  # fmt: skip


def asked() -> dict[str, float]:
    """Milliseconds of the product's own question: the first of a process, the median and the 95th of a hundred."""
    import django

    django.setup()
    from django.core.management import call_command

    from samdrift.foundation.scope import Grant, Scope
    from samdrift.registers.catalogue import public as catalogue
    from samdrift.registers.parties.models import Community
    from tests.world import NOON

    call_command("migrate", verbosity=0)
    community = Community.objects.create(code="bench", name={}, currency="DKK", timezone="UTC")
    grant = Grant(role="tester", permissions=frozenset({"catalogue.write"}))
    scope = Scope(community_id=community.pk, person_id=1, grants=(grant,), side="provider")
    catalogue.install_standard_catalogue(scope, now=NOON)
    spent = []
    for row in rows(HERE / "data" / "suggestion_texts.csv"):
        begun = time.perf_counter()
        catalogue.suggest_types(scope, row["text"])
        spent.append((time.perf_counter() - begun) * 1000)
    later = sorted(spent[1:])
    return {
        "asked_first_ms": round(spent[0], 1), "asked_median_ms": round(later[len(later) // 2], 2),
        "asked_p95_ms": round(later[int(len(later) * 0.95)], 2),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(asked()))
