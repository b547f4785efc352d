"""What of planned work has not ended: a small index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_occurrences_by_window")]

    operations = [
        migrations.AddIndex(
            model_name="planoccurrence",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["contract", "window_to"],
                name="occurrence_not_ended",
            ),
        ),
    ]
