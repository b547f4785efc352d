from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tags", "0002_held_reports_and_troubles")]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="doubt_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="tag",
            name="doubt_spaces",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="tag",
            name="looked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
