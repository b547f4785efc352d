"""What a text speaks of."""

from collections.abc import Iterable, Mapping


def suggested(words_by_type: Mapping[str, Iterable[str]], text: str) -> list[str]:
    """Request types a text speaks of, the best first: by how many of a type's words stand in it, longer words first.

    Args:
        words_by_type: Folded words by request type.
        text: Folded text.
    """
    padded = f" {text} "
    scores = {
        code: sum(len(word) for word in words if word and f" {word}" in padded) for code, words in words_by_type.items()
    }
    return sorted((code for code, score in scores.items() if score), key=lambda code: (-scores[code], code))
