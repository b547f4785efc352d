from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("estate", "0002_tables_come_in_for_a_unit")]

    operations = [
        migrations.AddField(
            model_name="storey",
            name="code",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
