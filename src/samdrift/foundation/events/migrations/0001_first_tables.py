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
            name='Book',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('community_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('position', models.BigIntegerField(default=0)),
                ('head', models.BinaryField(default=b'', max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community_id', 'name'), name='one_book_per_audience')],
            },
        ),
        migrations.CreateModel(
            name='EventRecord',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('kind', models.CharField(max_length=80)),
                ('book', models.CharField(default='shared', max_length=40)),
                ('contract_id', models.BigIntegerField(null=True)),
                ('site_id', models.BigIntegerField(null=True)),
                ('unit_id', models.BigIntegerField(null=True)),
                ('case_id', models.BigIntegerField(null=True)),
                ('line', models.CharField(blank=True, default='', max_length=20)),
                ('subject_kind', models.CharField(blank=True, default='', max_length=60)),
                ('subject_uid', models.UUIDField(null=True)),
                ('payload', models.JSONField(default=dict)),
                ('salt', models.BinaryField(max_length=16)),
                ('person_id', models.BigIntegerField(null=True)),
                ('employment_id', models.BigIntegerField(null=True)),
                ('party_id', models.BigIntegerField(null=True)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('device_at', models.DateTimeField(null=True)),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_uid', 'happened_at', 'id'], name='events_of_subject'), models.Index(fields=['community', 'kind', 'happened_at'], name='events_of_kind')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('community_id', models.BigIntegerField()),
                ('follower', models.CharField(max_length=100)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failed_at', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True, default='')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.eventrecord')),
            ],
            options={
                'indexes': [models.Index(fields=['follower', 'id'], name='deliveries_of_follower')],
                'constraints': [models.UniqueConstraint(fields=('event', 'follower'), name='one_delivery_per_event_and_follower')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField()),
                ('leaf', models.BinaryField(max_length=32)),
                ('head', models.BinaryField(max_length=32)),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.book')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.eventrecord')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('book', 'position'), name='one_event_per_place_in_the_book')],
            },
        ),
        migrations.CreateModel(
            name='SignedHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('position', models.BigIntegerField()),
                ('head', models.BinaryField(max_length=32)),
                ('signature', models.BinaryField(max_length=64)),
                ('public_key', models.BinaryField(max_length=32)),
                ('signed_at', models.DateTimeField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.book')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('book', 'day'), name='one_signed_head_per_day')],
            },
        ),
    ]
