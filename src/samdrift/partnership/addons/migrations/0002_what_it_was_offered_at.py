"""What an add-on was offered at: its price, or the amount somebody typed where it had none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("addons", "0001_first_tables")]

    operations = [
        migrations.AddField(model_name="addon", name="offered_minor", field=models.BigIntegerField(null=True))
    ]
