"""What departments report of the uses they were permitted."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from consent.log.append_only import PayloadOnly


class Migration(migrations.Migration):
    """Inserted only, and deleted by nobody but the eraser's role."""

    dependencies = [("ledger", "0003_event_list")]

    operations = [
        migrations.CreateModel(
            name="UseReport",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("subject", models.UUIDField(null=True)),
                ("use", models.BigIntegerField()),
                ("department", models.CharField(max_length=32)),
                ("client", models.CharField(max_length=100)),
                ("activity", models.CharField(max_length=64)),
                ("rows_read", models.PositiveIntegerField()),
                ("passed_on_to", ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ("happened_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["use"], name="ledger_usereport_of_use"),
                    models.Index(fields=["subject"], name="ledger_usereport_of_subject"),
                    models.Index(
                        fields=["recorded_at", "event_id"],
                        include=("department", "client", "activity"),
                        name="ledger_usereport_when",
                    ),
                ],
            },
        ),
        PayloadOnly("ledger_usereport"),
    ]
