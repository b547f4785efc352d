import django.db.models.deletion
import samdrift.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_first_tables'),
        ('parties', '__first__'),
        ('requests', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Interaction',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('channel', models.CharField(max_length=12)),
                ('direction', models.CharField(default='in', max_length=3)),
                ('started_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(default='en', max_length=2)),
                ('line_code', models.CharField(blank=True, max_length=8)),
                ('outcome', models.CharField(default='request_created', max_length=16)),
                ('agent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('caller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('service_request', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests.servicerequest')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['community', '-started_at'], name='interaction_newest')],
            },
        ),
    ]
