from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0008_verified_when'),
        ('requests', '0009_requests_by_day_closed'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('resolved_at__isnull', False)), fields=['contract', 'resolved_at'], name='request_by_resolved'),
        ),
    ]
