import django.db.models.deletion
import samdrift.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('code', models.CharField(max_length=20)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('currency', models.CharField(max_length=3)),
                ('lines', models.JSONField(default=list)),
                ('unit_ids', models.JSONField(default=list)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='a_contract_code_is_used_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='a_contract_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='ContractVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('number', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('contract', 'number'), name='a_contract_version_is_numbered_once')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('holiday_set', models.CharField(max_length=20)),
                ('on', models.DateField()),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('kind', models.CharField(max_length=12)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'holiday_set', 'on'], name='holiday_by_day')],
            },
        ),
        migrations.CreateModel(
            name='ServiceCalendar',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('code', models.CharField(max_length=20)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('definition', models.JSONField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'code', 'number'), name='a_calendar_version_is_numbered_once')],
            },
        ),
        migrations.CreateModel(
            name='SlaPolicy',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('code', models.CharField(max_length=40)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('line_code', models.CharField(blank=True, max_length=8)),
                ('request_type_code', models.CharField(blank=True, max_length=32)),
                ('priority', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('site_kind', models.CharField(blank=True, max_length=24)),
                ('site_ids', models.JSONField(blank=True, default=list)),
                ('unit_ids', models.JSONField(blank=True, default=list)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('clause', models.CharField(blank=True, max_length=80)),
                ('retarget', models.CharField(default='from_start', max_length=12)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['contract', 'line_code', 'priority'], name='policy_by_priority')],
            },
        ),
        migrations.CreateModel(
            name='SlaClock',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('kind', models.CharField(max_length=12)),
                ('unit', models.CharField(max_length=14)),
                ('amount', models.PositiveIntegerField()),
                ('cut_off', models.TimeField(blank=True, null=True)),
                ('calendar_code', models.CharField(max_length=20)),
                ('at_close', models.CharField(default='closing', max_length=14)),
                ('starts_with', models.CharField(default='received', max_length=24)),
                ('stops_with', models.CharField(max_length=24)),
                ('pausable', models.JSONField(default=list)),
                ('at_risk_percent', models.PositiveSmallIntegerField(default=75)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contracts.slapolicy')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('policy', 'kind'), name='a_policy_has_each_clock_once')],
            },
        ),
    ]
