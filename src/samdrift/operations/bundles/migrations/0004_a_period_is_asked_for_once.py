"""One bundle of a contract and a period is made at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bundles", "0003_periods_of_older_bundles")]

    operations = [
        migrations.AddConstraint(
            "bundle",
            models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("contract", "period"),
                name="a_period_is_asked_for_once_at_a_time",
            ),
        )
    ]  # fmt: skip
