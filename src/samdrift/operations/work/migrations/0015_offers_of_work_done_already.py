"""Until which day offered work was done already: such an offer is charged by its yes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("work", "0014_open_orders_by_due_moment")]

    operations = [migrations.AddField(model_name="quote", name="done_on", field=models.DateField(null=True))]
