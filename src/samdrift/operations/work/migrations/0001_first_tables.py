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
        ('requests', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkOrder',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('number', models.CharField(max_length=24)),
                ('kind', models.CharField(default='corrective', max_length=16)),
                ('line_code', models.CharField(max_length=8)),
                ('title', models.CharField(max_length=160)),
                ('priority', models.PositiveSmallIntegerField(default=4)),
                ('state', models.CharField(default='ready', max_length=12)),
                ('is_open', models.BooleanField(default=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('planned_from', models.DateTimeField(blank=True, null=True)),
                ('planned_to', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('made_safe_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('pause_reason', models.CharField(blank=True, max_length=32)),
                ('failure_reason', models.CharField(blank=True, max_length=24)),
                ('resolution_code', models.CharField(blank=True, max_length=32)),
                ('note', models.TextField(blank=True)),
                ('place_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('for_review', models.CharField(blank=True, max_length=40)),
                ('evidence', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('asset', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estate.asset')),
                ('assignee', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('contract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('service_request', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests.servicerequest')),
                ('site', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estate.site')),
                ('space', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estate.space')),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.team')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['assignee', 'is_open', 'due_at'], name='order_by_assignee'), models.Index(fields=['team', 'is_open', 'due_at'], name='order_by_team'), models.Index(fields=['community', 'is_open', 'due_at', 'id'], name='order_by_due'), models.Index(fields=['site', 'is_open'], name='order_by_site')],
                'constraints': [models.UniqueConstraint(fields=('community', 'number'), name='a_work_order_number_is_used_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('kind', models.CharField(max_length=10)),
                ('worked_on', models.DateField()),
                ('minutes', models.IntegerField(default=0)),
                ('quantity', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ('unit_code', models.CharField(blank=True, max_length=12)),
                ('text', models.CharField(blank=True, max_length=160)),
                ('cost_minor', models.BigIntegerField(blank=True, null=True)),
                ('written_at', models.DateTimeField()),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='work.workline')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('work_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='work.workorder')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
