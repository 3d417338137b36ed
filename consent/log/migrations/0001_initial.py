"""The log's tables, their append-only triggers and the fixed size of a commitment."""

from django.db import migrations, models

from consent.log.append_only import DROP_FUNCTIONS, FUNCTIONS, AppendOnly, PayloadOnly


class Migration(migrations.Migration):
    """First tables of the log."""

    initial = True
    dependencies = ()
    operations = (
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField()),
                ("commitment", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE log_event ADD CONSTRAINT log_event_commitment CHECK (octet_length(commitment) = 32)",
            "ALTER TABLE log_event DROP CONSTRAINT log_event_commitment",
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[("event_id", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.UUIDField()),
                ("year", models.PositiveSmallIntegerField()),
                ("wrapped", models.BinaryField(max_length=40)),
                ("kek_version", models.PositiveSmallIntegerField()),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="datakey",
            constraint=models.UniqueConstraint(fields=("subject", "year"), name="log_datakey_subject_year"),
        ),
        AppendOnly("log_event"),
        PayloadOnly("log_datakey"),
    )
