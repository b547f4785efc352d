"""A bundle may be of a year, and making it may fail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bundles", "0001_first_tables")]

    operations = [
        migrations.RemoveConstraint(model_name="bundle", name="a_month_is_asked_for_once_at_a_time"),
        migrations.AddField("bundle", "failed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("bundle", "period", models.CharField(db_default="", default="", max_length=7)),
    ]
