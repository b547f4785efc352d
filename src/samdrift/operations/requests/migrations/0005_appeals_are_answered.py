from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests", "0004_open_requests_have_small_indexes")]

    operations = [
        migrations.AddField("servicerequest", "appeal_refused_at", models.DateTimeField(blank=True, null=True)),
    ]
