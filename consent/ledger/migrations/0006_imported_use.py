"""Uses that departments tell of afterwards."""

from django.db import migrations, models

from consent.log.append_only import PayloadOnly


class Migration(migrations.Migration):
    """Inserted only, and deleted by nobody but the eraser's role."""

    dependencies = [("ledger", "0005_emergencies_and_quotas")]

    operations = [
        migrations.CreateModel(
            name="ImportedUse",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("subject", models.UUIDField()),
                ("department", models.CharField(max_length=32)),
                ("system", models.CharField(max_length=64)),
                ("external", models.BinaryField()),
                ("activity", models.CharField(max_length=64)),
                ("category", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField()),
                ("sealed", models.BinaryField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("department", "system", "external"), name="ledger_importeduse_once"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["subject", "-used_at"], name="ledger_importeduse_of_subject"),
                    models.Index(fields=["recorded_at", "event_id"], name="ledger_importeduse_when"),
                    models.Index(fields=["used_at", "event_id"], name="ledger_importeduse_age"),
                ],
            },
        ),
        PayloadOnly("ledger_importeduse"),
    ]
