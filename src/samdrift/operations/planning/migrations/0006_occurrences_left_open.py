"""Counting a district's planned work that nobody has decided on reads an index and no rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0005_statutory_not_ended")]

    operations = [
        migrations.AddIndex(
            model_name="planoccurrence",
            index=models.Index(
                fields=["contract", "window_to", "unit", "state", "statutory", "data_class", "owner_party", "community"],
                condition=models.Q(("closed_at__isnull", True)),
                name="occurrence_left_open",
            ),
        ),
        migrations.RemoveIndex(model_name="planoccurrence", name="occurrence_not_ended"),
    ]
