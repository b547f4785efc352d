from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0004_teams_end'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['folded_name'], name='person_by_folded_name'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['work_phone'], name='person_by_work_phone'),
        ),
    ]
