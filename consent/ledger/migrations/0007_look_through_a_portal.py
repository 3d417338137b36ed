"""Looks through a national portal, which no account of ours takes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """No row is written again."""

    dependencies = [("ledger", "0006_imported_use")]

    operations = [
        migrations.AlterField(model_name="staffview", name="actor_account", field=models.UUIDField(null=True)),
    ]
