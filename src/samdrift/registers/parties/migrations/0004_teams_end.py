from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0003_deputies")]

    operations = [
        migrations.AddField(
            model_name="team",
            name="closed_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
