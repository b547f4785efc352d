"""Remedy terms as a contract's version keeps them; the kernel reads them, so that the other party can too."""

from samdrift.kernel.remedy_terms import UnreadableTerms, months_live, terms_from

__all__ = ["UnreadableTerms", "months_live", "terms_from"]
