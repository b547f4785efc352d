"""A year of frozen months: added up, judged anew, and nothing that is not frozen."""

from datetime import date
from decimal import Decimal

import pytest

from samdrift.partnership.performance import public as performance
from samdrift.partnership.performance.tests.conftest import MARCH, Measured

pytestmark = pytest.mark.django_db
APRIL = date(2025, 4, 1)


def test_a_years_figure_is_its_months_added_up_and_judged_by_its_promise(measured: Measured) -> None:
    measured.read("K06", 99, 100)
    measured.read("K06", 140, 300, APRIL)
    measured.freeze()
    first = performance.frozen_year(measured.contract.pk, 2025)
    assert (first.months, first.figures["K06"].value, first.figures["K06"].missed) == (1, Decimal("99.00"), False)
    measured.freeze(APRIL)
    year = performance.frozen_year(measured.contract.pk, 2025)
    assert (year.months, year.figures["K06"].value, year.figures["K06"].missed) == (2, Decimal("59.75"), True)


def test_what_is_not_frozen_counts_in_no_year(measured: Measured) -> None:
    measured.read("K06", 99, 100)
    measured.compute()
    assert performance.frozen_year(measured.contract.pk, 2025).months == 0
    assert performance.frozen_year(measured.contract.pk, 2025).figures == {}
    assert performance.frozen_year(measured.contract.pk, MARCH.year - 1).months == 0
