import django.db.models.deletion
import samdrift.foundation.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contracts', '0001_first_tables'),
        ('estate', '0001_first_tables'),
        ('parties', '0001_first_tables'),
        ('parties', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('subject_kind', models.CharField(max_length=24)),
                ('subject_uid', models.UUIDField()),
                ('line_code', models.CharField(blank=True, max_length=8)),
                ('reason_code', models.CharField(max_length=32)),
                ('caused_by', models.CharField(max_length=10)),
                ('kinds', models.JSONField(default=list)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ends_by_itself_at', models.DateTimeField(blank=True, null=True)),
                ('evidence_kind', models.CharField(blank=True, max_length=24)),
                ('evidence_uid', models.UUIDField(blank=True, null=True)),
                ('standing', models.CharField(default='agreed', max_length=10)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('contract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('site', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estate.site')),
                ('started_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_uid', 'started_at'], name='pause_by_subject'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['ends_by_itself_at'], name='pause_to_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='a_pause_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('subject_kind', models.CharField(max_length=24)),
                ('subject_uid', models.UUIDField()),
                ('line_code', models.CharField(blank=True, max_length=8)),
                ('kind', models.CharField(max_length=12)),
                ('priority', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('at_risk_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('paused', models.BooleanField(default=False)),
                ('paused_seconds', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(default='open', max_length=10)),
                ('retro_breach', models.BooleanField(default=False)),
                ('breached_at', models.DateTimeField(blank=True, null=True)),
                ('calendar', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.servicecalendar')),
                ('clock', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.slaclock')),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('contract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('policy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.slapolicy')),
                ('site', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estate.site')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'state', 'due_at'], name='promise_by_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'voided'), _negated=True), fields=('subject_uid', 'kind'), name='work_has_each_promise_once')],
            },
        ),
    ]
