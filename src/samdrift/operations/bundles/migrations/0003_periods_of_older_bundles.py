"""Bundles made so far are each of one month."""

from django.db import migrations


def write_periods(apps, schema_editor):
    bundles = apps.get_model("bundles", "Bundle")._base_manager.using(schema_editor.connection.alias)
    for month in bundles.filter(period="").order_by().values_list("month", flat=True).distinct():
        bundles.filter(period="", month=month).update(period=f"{month:%Y-%m}")


class Migration(migrations.Migration):
    dependencies = [("bundles", "0002_period_and_failure")]

    operations = [migrations.RunPython(write_periods, migrations.RunPython.noop)]
