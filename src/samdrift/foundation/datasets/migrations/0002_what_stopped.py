"""When somebody was told that what they follow can no longer be answered."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('datasets', '0001_first_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='secretlink',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='subscription',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
