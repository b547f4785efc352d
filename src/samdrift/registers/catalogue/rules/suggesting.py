"""What a text speaks of: words of the trade and groups of letters, compared in plain Python within a millisecond.

Texts come folded, as words with one space between them. Decision 90 tells what was compared with this, on which texts.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

MOST_WORDS = 250  # of a text; what follows tells little more, and time stays bounded
LONGEST_WORD = 40
GROUPS = (3, 4, 5)
FAINT = 0.12  # letters alone that fit no better than small talk does suggest nothing
SAME_MATTER = 0.5  # from here two texts about one place speak of the same matter

# How much a word counts by how it fits a word of the list: exactly; with an ending; with one or two letters less;
# as the beginning of a compound; inside a compound.
EXACT, ENDING, SHORTER, BEGINS, INSIDE = 1.0, 0.9, 0.8, 0.7, 0.6


class WordList:
    """Words and phrases that stand for subjects. A phrase counts when all its words are there, in any order."""

    def __init__(self, terms: Mapping[str, Iterable[str]]) -> None:
        subjects: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for subject, phrases in terms.items():
            for phrase in phrases:
                if words := tuple(phrase.split()):
                    subjects[words].add(subject)
        # A phrase that stands for few subjects says more than one that stands for many.
        self._phrases = {
            words: (tuple(sorted(of)), math.log(1 + len(terms) / len(of))) for words, of in subjects.items()
        }
        self._holding: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for words in self._phrases:
            for word in dict.fromkeys(words):
                self._holding[word].append(words)
        for word in self._holding:
            for shorter in (word[:-1], word[:-2]):
                if len(shorter) >= 4:
                    self._shortened[shorter].append(word)

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """How strongly the words speak of each subject; subjects they do not speak of are left out.

        Each word of the text counts once for a subject, by the best phrase it is part of.
        """
        fits: dict[str, tuple[float, str]] = {}
        for written in dict.fromkeys(words[:MOST_WORDS]):
            for word, fit in self._fitting(written[:LONGEST_WORD]).items():
                if fit > fits.get(word, (0.0, ""))[0]:
                    fits[word] = (fit, written)
        worth: dict[str, dict[str, float]] = defaultdict(dict)
        for phrase in {phrase for word in fits for phrase in self._holding[word]}:
            if all(word in fits for word in phrase):
                self._count(phrase, fits, worth)
        return {subject: sum(by_word.values()) for subject, by_word in worth.items()}

    def _count(
        self, phrase: tuple[str, ...], fits: Mapping[str, tuple[float, str]], worth: dict[str, dict[str, float]]
    ) -> None:
        of, rarity = self._phrases[phrase]
        fit = sum(fits[word][0] for word in phrase) / len(phrase)
        written = {fits[word][1] for word in phrase}
        each = rarity * fit * (1 + 0.5 * (len(phrase) - 1)) / len(written)
        for subject in of:
            by_word = worth[subject]
            for word in written:
                by_word[word] = max(by_word.get(word, 0.0), each)

    def _fitting(self, written: str) -> dict[str, float]:
        """Words of the list that one written word may be, with how well it fits."""
        found: dict[str, float] = {}
        length = len(written)
        for start in range(1, length - 3):
            for end in range(start + 4, length + 1):
                if (part := written[start:end]) in self._holding:
                    found[part] = INSIDE
        for end in range(3, length):
            left = length - end
            if (end >= 4 or left <= 3) and (part := written[:end]) in self._holding:
                found[part] = ENDING if left <= 3 else BEGINS
        found.update(dict.fromkeys(self._shortened.get(written, ()), SHORTER))
        if written in self._holding:
            found[written] = EXACT
        return found


class LetterGroups:
    """Subjects by the groups of three to five letters in what was written of them: forgives spelling and endings."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        counted = {subject: Counter(letter_groups(" ".join(written).split())) for subject, written in texts.items()}
        holding = Counter(group for groups in counted.values() for group in groups)
        self._rarity = {group: math.log((1 + len(texts)) / (1 + count)) + 1 for group, count in holding.items()}
        self._subjects: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for subject, groups in counted.items():
            weights = self._weights(groups)
            for group, weight in weights.items():
                self._subjects[group].append((subject, weight))

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """The cosine between the text and each subject, 0 to 1."""
        found: dict[str, float] = defaultdict(float)
        for group, weight in self._weights(Counter(letter_groups(words[:MOST_WORDS]))).items():
            for subject, its in self._subjects[group]:
                found[subject] += weight * its
        return dict(found)

    def _weights(self, groups: Mapping[str, int]) -> dict[str, float]:
        raw = {
            group: (1 + math.log(count)) * self._rarity[group]
            for group, count in groups.items()
            if group in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {group: weight / length for group, weight in raw.items()}


def letter_groups(words: Iterable[str]) -> Iterable[str]:
    """Every word whole and its groups of letters, its ends marked."""
    for written in words:
        word = f"_{written[:LONGEST_WORD]}_"
        yield word
        for size in GROUPS:
            for start in range(len(word) - size + 1):
                yield word[start : start + size]


class Subjects:
    """Both ways of looking at a text, with the same say."""

    def __init__(self, terms: Mapping[str, Iterable[str]], texts: Mapping[str, Iterable[str]]) -> None:
        said = {subject: list(phrases) for subject, phrases in terms.items()}
        self._words = WordList(said)
        self._letters = LetterGroups({subject: [*said.get(subject, ()), *of] for subject, of in texts.items()})

    def spoken_of(self, text: str) -> dict[str, float]:
        """What a folded text speaks of, each between 0 and 1; 1 is a subject both ways find first."""
        words = text.split()
        by_word, by_letters = self._words.scores(words), self._letters.scores(words)
        if not by_word and max(by_letters.values(), default=0.0) < FAINT:
            return {}
        found: dict[str, float] = defaultdict(float)
        for scores in (by_word, by_letters):
            highest = max(scores.values(), default=0.0)
            for subject, score in scores.items():
                found[subject] += score / highest / 2
        return dict(found)


def best(scores: Mapping[str, float], most: int) -> list[str]:
    """The subjects spoken of most, the best first; equals by name."""
    return sorted(scores, key=lambda subject: (-scores[subject], subject))[:most]


def same_matter(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How alike two texts are in what they speak of, 0 to 1, in whatever languages they are written.

    The cosine of the squared scores: what a text speaks of first weighs most.
    """
    across = sum(score**2 * other.get(subject, 0.0) ** 2 for subject, score in one.items())
    lengths = sum(score**4 for score in one.values()) * sum(score**4 for score in other.values())
    return across / math.sqrt(lengths) if lengths else 0.0


OWN_SAY = 1 / 3  # how much an article's own words count, beside the request types it is about
CLEAR = 0.6  # below this a text speaks of other things as much, and no article is offered


def answering(
    spoken: Mapping[str, float], own: Mapping[str, float], types: Mapping[str, Collection[str]]
) -> dict[str, float]:
    """How well each article answers a text; those that do not clearly are left out.

    Args:
        spoken: The request types the text speaks of.
        own: The articles whose own words it speaks.
        types: The request types each article is about; one about none is judged by its words alone.
    """
    scores = {
        article: max(spoken.get(code, 0.0) for code in codes) * (1 - OWN_SAY) + own.get(article, 0.0) * OWN_SAY
        if codes
        else own.get(article, 0.0)
        for article, codes in types.items()
    }
    return {article: score for article, score in scores.items() if spoken and score >= CLEAR}
