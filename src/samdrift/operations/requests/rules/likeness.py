"""Whether two reports are about the same thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

# Above this the texts speak of the same matter; measured on short Danish fault reports, where 60 still meant luck.
ALIKE = 70
SPOKEN_ALIKE = 50  # of a hundred: 36 of 46 like pairs across languages, 6 of 52 unlike ones (decision 90)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open request at the same place."""

    uid: UUID
    request_type_id: int
    chip_code: str
    text: str
    space_id: int | None = None
    asset_id: int | None = None
    spoken_alike: float = 0.0  # how alike it and the text are in what they speak of, 0 to 1


def likeness(candidate: Candidate, *, request_type_id: int, chip_code: str, text: str) -> int:
    """How sure it is that both are the same matter, 0 to 100.

    The same problem chip on the same thing says all; the same type says much. Otherwise it is what was written:
    the same words, or in whatever words and language the same subject.
    """
    if chip_code and candidate.chip_code == chip_code:
        return 100
    # Comes when texts are first compared: three megabytes that most processes never need.
    from rapidfuzz import fuzz

    written = round(fuzz.token_set_ratio(text, candidate.text)) if text.strip() and candidate.text.strip() else 0
    spoken = round(100 * candidate.spoken_alike)
    if candidate.request_type_id == request_type_id or spoken >= SPOKEN_ALIKE:
        return max(written, spoken, ALIKE)
    return written if written >= 85 else 0


def most_alike(
    candidates: Iterable[Candidate], *, request_type_id: int, chip_code: str = "", text: str = "", most: int = 5
) -> list[tuple[Candidate, int]]:
    """The candidates that are probably the same matter, the surest first.

    Args:
        text: Folded as the candidates' texts are.
    """
    scored = [
        (one, likeness(one, request_type_id=request_type_id, chip_code=chip_code, text=text)) for one in candidates
    ]
    return sorted((pair for pair in scored if pair[1] >= ALIKE), key=lambda pair: -pair[1])[:most]
