"""Figures of a contract that both parties publish."""

import django.db.models.deletion
import samdrift.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0008_verified_when'),
        ('insight', '0002_what_auditors_read'),
        ('parties', '0008_employments_by_unit_and_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicPage',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('number', models.PositiveSmallIntegerField()),
                ('code', models.CharField(max_length=16)),
                ('figures', models.JSONField(default=list)),
                ('state', models.CharField(default='proposed', max_length=10)),
                ('side', models.CharField(max_length=8)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('contract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['code'], name='public_page_by_code')],
                'constraints': [models.UniqueConstraint(fields=('contract', 'number'), name='a_public_page_is_numbered_once'), models.UniqueConstraint(condition=models.Q(('state', 'agreed')), fields=('contract',), name='a_contract_has_one_public_page'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('contract',), name='one_public_page_waits_for_an_answer'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'agreed'), _negated=True), ('decided_by__isnull', True), models.Q(('decided_by', models.F('author')), _negated=True), _connector='OR'), name='two_people_publish')],
            },
        ),
    ]
