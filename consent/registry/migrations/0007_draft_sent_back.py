"""A registrar sends a draft back and says why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """No draft has been sent back until now."""

    dependencies = [("registry", "0006_waiting_draft")]

    operations = [
        migrations.AddField("waitingdraft", "returned_at", models.DateTimeField(null=True)),
        migrations.AddField("waitingdraft", "returned_by", models.CharField(default="", max_length=64)),
        migrations.AddField("waitingdraft", "returned_reason", models.TextField(default="")),
    ]
