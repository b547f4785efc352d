"""Whatever the parties do with their money, the other side's verifier works it out again without a difference."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from samdrift.foundation import clock
from samdrift.kernel.bundles.checking import verify
from samdrift.operations.bundles.public import write_bundle
from tests.money_world import partnership
from tests.test_money import Money
from tests.world import World


def walk(world: World, *, examples: int, steps: int) -> None:
    """Let the machine run, and verify the books of the years it went through."""
    found: SimpleNamespace = partnership(world)

    class Proven(Money):
        made = found

        def teardown(self) -> None:
            try:
                offset = self.now + timedelta(days=2) - clock.real_now()
                with patch("samdrift.foundation.clock._offset", lambda: offset), TemporaryDirectory() as folder:
                    for year in range(self.contract.starts_on.year, self.now.year + 1):
                        path = Path(folder) / f"{year}.zip"
                        write_bundle(self.contract, str(year), path)
                        report = verify(path)
                        assert [str(one) for one in report.differences[:8]] == []
                        assert report.untold == {}
            finally:
                super().teardown()

    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    told = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
        suppress_health_check=checks, print_blob=False, report_multiple_bugs=False,
    )  # fmt: skip
    run_state_machine_as_test(Proven, settings=told)


@pytest.mark.slow
def test_the_verifier_finds_no_difference_whatever_the_parties_did(world: World) -> None:
    walk(world, examples=4, steps=40)
