from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tallies', '0001_first_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='builttally',
            name='stamp',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
