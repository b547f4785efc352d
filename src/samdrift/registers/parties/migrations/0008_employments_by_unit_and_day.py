from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0007_interests'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='employment',
            index=models.Index(fields=['community', 'unit', 'organisation', 'starts_on', 'ends_on'], name='employment_by_unit_and_day'),
        ),
        migrations.RemoveIndex(
            model_name='employment',
            name='employment_by_unit',
        ),
    ]
