"""How urgent a request is (domain.md §3.2): impact by urgency, then what moves it; the kernel's rule."""

from samdrift.kernel.priority import Circumstances, priority_of

__all__ = ["Circumstances", "priority_of"]
