"""Where IFC objects stand: placements as 4 × 4 matrices in the file's own length unit."""

from typing import Any

from samdrift.registers.estate.formats.ifc.values import DAMAGE

Matrix = tuple[float, float, float, float, float, float, float, float, float, float, float, float]
"""Rows of a 3 × 4 matrix: x, y, z axes as columns, then the origin."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
DEEPEST = 50


class Placements:
    """World matrices of objects, each placement computed once; rings of placements end after `DEEPEST` steps."""

    def __init__(self) -> None:
        self._known: dict[int, Matrix] = {}

    def of(self, product: Any) -> Matrix:
        """The world matrix of an object, the identity when it has no usable placement."""
        try:
            return self._world(product.ObjectPlacement, 0)
        except DAMAGE:
            return IDENTITY

    def _world(self, placement: Any, depth: int) -> Matrix:
        if placement is None or depth > DEEPEST or not placement.is_a("IfcLocalPlacement"):
            return IDENTITY
        line = placement.id()
        found = self._known.get(line)
        if found is None:
            self._known[line] = IDENTITY
            found = times(self._world(placement[0], depth + 1), _axes(placement[1]))
            self._known[line] = found
        return found


def _axes(axis: Any) -> Matrix:
    """The matrix of an IfcAxis2Placement3D or 2D."""
    if axis is None:
        return IDENTITY
    origin = _triple(axis[0][0])
    if axis.is_a("IfcAxis2Placement2D"):
        x, z = _direction(axis[1], (1.0, 0.0, 0.0)), (0.0, 0.0, 1.0)
    else:
        z, x = _direction(axis[1], (0.0, 0.0, 1.0)), _direction(axis[2], (1.0, 0.0, 0.0))
    dot = sum(a * b for a, b in zip(x, z, strict=True))
    x = _unit((x[0] - dot * z[0], x[1] - dot * z[1], x[2] - dot * z[2])) or _any_across(z)
    y = (z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0])
    return (x[0], y[0], z[0], origin[0], x[1], y[1], z[1], origin[1], x[2], y[2], z[2], origin[2])


def _triple(values: Any) -> tuple[float, float, float]:
    padded = (*values, 0.0, 0.0)
    return float(padded[0]), float(padded[1]), float(padded[2])


def _direction(entity: Any, default: tuple[float, float, float]) -> tuple[float, float, float]:
    return default if entity is None else _unit(_triple(entity[0])) or default


def _unit(vector: tuple[float, float, float]) -> tuple[float, float, float] | None:
    length = sum(part * part for part in vector) ** 0.5
    return (vector[0] / length, vector[1] / length, vector[2] / length) if length > 1e-12 else None


def _any_across(z: tuple[float, float, float]) -> tuple[float, float, float]:
    """Some direction at right angles to `z`."""
    if abs(z[0]) < 0.9:
        return _unit((0.0, z[2], -z[1])) or (1.0, 0.0, 0.0)
    return _unit((-z[2], 0.0, z[0])) or (0.0, 1.0, 0.0)


def times(a: Matrix, b: Matrix) -> Matrix:
    """First `b`, then `a`."""
    a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, aa, ab = a
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, ba, bb = b
    return (
        a0 * b0 + a1 * b4 + a2 * b8, a0 * b1 + a1 * b5 + a2 * b9,
        a0 * b2 + a1 * b6 + a2 * ba, a0 * b3 + a1 * b7 + a2 * bb + a3,
        a4 * b0 + a5 * b4 + a6 * b8, a4 * b1 + a5 * b5 + a6 * b9,
        a4 * b2 + a5 * b6 + a6 * ba, a4 * b3 + a5 * b7 + a6 * bb + a7,
        a8 * b0 + a9 * b4 + aa * b8, a8 * b1 + a9 * b5 + aa * b9,
        a8 * b2 + a9 * b6 + aa * ba, a8 * b3 + a9 * b7 + aa * bb + ab,
    )  # fmt: skip


def inverse(m: Matrix) -> Matrix:
    """The inverse of a rotation with an origin."""
    x, y, z = m[3], m[7], m[11]
    return (
        m[0], m[4], m[8], -(m[0] * x + m[4] * y + m[8] * z),
        m[1], m[5], m[9], -(m[1] * x + m[5] * y + m[9] * z),
        m[2], m[6], m[10], -(m[2] * x + m[6] * y + m[10] * z),
    )  # fmt: skip
