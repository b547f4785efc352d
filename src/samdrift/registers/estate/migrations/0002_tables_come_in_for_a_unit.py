import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def unit_of_the_site(apps, schema_editor):
    """What came in for a site belongs to the site's unit."""
    imports, sites = apps.get_model("estate", "ModelImport"), apps.get_model("estate", "Site")
    site = sites._base_manager.filter(pk=OuterRef("site_id")).values("unit_id")[:1]
    imports._base_manager.filter(unit__isnull=True).update(unit_id=Subquery(site))


class Migration(migrations.Migration):
    dependencies = [
        ("estate", "0001_first_tables"),
        ("parties", "0001_first_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="modelimport",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.unit"
            ),
        ),
        migrations.AlterField(
            model_name="modelimport",
            name="site",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="estate.site"
            ),
        ),
        migrations.RunPython(unit_of_the_site, migrations.RunPython.noop),
    ]
