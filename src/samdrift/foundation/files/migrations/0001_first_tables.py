import django.db.models.deletion
import samdrift.foundation.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0002_role_states_and_folded_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', samdrift.foundation.fields.UidField()),
                ('data_class', models.CharField(db_default='D1', default='D1', max_length=2)),
                ('version', models.PositiveIntegerField(db_default=1, default=1)),
                ('owner_kind', models.CharField(max_length=60)),
                ('owner_uid', models.UUIDField()),
                ('name', models.CharField(max_length=120)),
                ('media_type', models.CharField(max_length=40)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('thumbnail_sha256', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('person_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('community', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.community')),
                ('owner_party', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('owner_party__isnull', True)), fields=('owner_uid', 'owner_kind', 'sha256'), name='an_owner_has_a_shared_file_once'), models.UniqueConstraint(condition=models.Q(('owner_party__isnull', False)), fields=('owner_uid', 'owner_kind', 'sha256', 'owner_party'), name='an_owner_has_a_partys_file_once')],
            },
        ),
    ]
