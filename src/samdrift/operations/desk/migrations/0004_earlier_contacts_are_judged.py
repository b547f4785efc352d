"""Contacts taken before the rule existed are judged by it: what came in through people of the desk is asked about."""

from django.db import migrations

ATTENDED = ("phone", "mail", "counter", "chat")


def judge(apps, schema_editor):
    contacts = apps.get_model("desk", "Contact").objects.exclude(outcome="").filter(eligible_for_fcr__isnull=True)
    contacts.filter(channel__in=ATTENDED).update(eligible_for_fcr=True)
    contacts.exclude(channel__in=ATTENDED).update(eligible_for_fcr=False)


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0003_contacts_and_queues'),
    ]

    operations = [
        migrations.RunPython(judge, migrations.RunPython.noop),
    ]
