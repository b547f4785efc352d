"""What was ordered on days behind stays, whatever is changed of a round later."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rounds", "0001_first_tables")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="earlier",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
