"""What is open, by its due moment: a small index that answers the day's overview without the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("work", "0013_orders_and_hours_by_day")]

    operations = [
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=[
                    "community", "due_at", "id", "contract", "unit", "site", "line_code", "team", "assignee", "state",
                    "planned_from", "data_class", "owner_party", "service_request",
                ],
                name="open_order_due",
            ),
        ),
    ]  # fmt: skip
