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
            name='ServiceLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('code', models.CharField(max_length=8)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('icon', models.CharField(blank=True, max_length=32)),
                ('cpv', models.CharField(blank=True, max_length=12)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='a_line_code_is_used_once')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('code', models.CharField(max_length=24)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('product_group', models.CharField(blank=True, max_length=12)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.serviceline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='a_service_code_is_used_once')],
            },
        ),
        migrations.CreateModel(
            name='RequestType',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('line_code', models.CharField(max_length=8)),
                ('code', models.CharField(max_length=32)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('hint', samdrift.foundation.fields.TranslatedField(blank=True)),
                ('icon', models.CharField(blank=True, max_length=32)),
                ('audience', models.CharField(default='user', max_length=12)),
                ('impact', models.PositiveSmallIntegerField(default=3)),
                ('urgency', models.PositiveSmallIntegerField(default=3)),
                ('request_class', models.CharField(default='D1', max_length=2)),
                ('approval', models.CharField(default='none', max_length=12)),
                ('approval_above_minor', models.BigIntegerField(blank=True, null=True)),
                ('charge', models.CharField(default='included', max_length=12)),
                ('skills', models.JSONField(blank=True, default=list)),
                ('keywords', models.JSONField(blank=True, default=dict)),
                ('duplicate_hours', models.PositiveSmallIntegerField(default=72)),
                ('silent_close_days', models.PositiveSmallIntegerField(default=3)),
                ('evidence', models.JSONField(blank=True, default=list)),
                ('special_minutes', models.JSONField(blank=True, default=dict)),
                ('active', models.BooleanField(default=True)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='a_request_type_code_is_used_once')],
            },
        ),
        migrations.CreateModel(
            name='HoldReason',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('code', models.CharField(max_length=32)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('stops_clock', models.BooleanField()),
                ('after_make_safe_only', models.BooleanField(default=False)),
                ('caused_by', models.CharField(max_length=10)),
                ('evidence', models.CharField(blank=True, max_length=24)),
                ('limit_work_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('needs_other_party', models.BooleanField(default=False)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='a_hold_reason_code_is_used_once')],
            },
        ),
        migrations.CreateModel(
            name='ProblemChip',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('object_kind', models.CharField(max_length=48)),
                ('code', models.CharField(max_length=40)),
                ('label', samdrift.foundation.fields.TranslatedField()),
                ('icon', models.CharField(blank=True, max_length=32)),
                ('impact', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('urgency', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('request_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.requesttype')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'object_kind', 'code'), name='a_chip_stands_once_on_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('schema', models.JSONField(default=dict)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('request_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.requesttype')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('request_type', 'number'), name='a_form_version_is_numbered_once')],
            },
        ),
        migrations.CreateModel(
            name='ResolutionCode',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('code', models.CharField(max_length=32)),
                ('name', samdrift.foundation.fields.TranslatedField()),
                ('line_code', models.CharField(blank=True, max_length=8)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='a_resolution_code_is_used_once')],
            },
        ),
    ]
