from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('estate', '0003_storeys_have_codes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['community', 'search_text'], name='asset_by_search_text'),
        ),
        migrations.AddIndex(
            model_name='space',
            index=models.Index(fields=['community', 'search_text'], name='space_by_search_text'),
        ),
    ]
