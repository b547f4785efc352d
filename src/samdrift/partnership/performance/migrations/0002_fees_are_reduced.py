"""Reductions of fees for visits that were not delivered."""


import django.db.models.deletion
import samdrift.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0007_what_the_contract_says'),
        ('estate', '0006_sites_have_tenure_and_hours'),
        ('parties', '0006_case_members'),
        ('performance', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeeReduction',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('month', models.DateField()),
                ('bills_in', models.DateField()),
                ('code', models.CharField(max_length=12)),
                ('line_code', models.CharField(max_length=8)),
                ('ordered', models.PositiveIntegerField()),
                ('missing', models.PositiveIntegerField()),
                ('fee_minor', models.BigIntegerField()),
                ('share', models.DecimalField(decimal_places=4, max_digits=5)),
                ('amount_minor', models.BigIntegerField()),
                ('calculated_at', models.DateTimeField()),
                ('invoiced_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('contract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('remedy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='performance.remedytermsversion')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='performance.kpiresult')),
                ('site', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='estate.site')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['contract', 'bills_in'], name='reduction_by_bill')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('site__isnull', False)), fields=('contract', 'month', 'code', 'unit', 'site'), name='a_sites_fee_is_reduced_once'), models.UniqueConstraint(condition=models.Q(('site__isnull', True)), fields=('contract', 'month', 'code', 'unit'), name='a_districts_fee_is_reduced_once'), models.CheckConstraint(condition=models.Q(('missing__lte', models.F('ordered'))), name='no_more_is_missing_than_was_ordered'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='a_reduction_is_above_nothing')],
            },
        ),
    ]
