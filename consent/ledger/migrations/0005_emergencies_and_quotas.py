"""Uses in an emergency with their reviews, and what clients have used of their quotas."""

from django.db import migrations, models

from consent.log.append_only import PayloadOnly

_EMERGENCY = models.Q(("allowed", True), ("break_glass", True))


class Migration(migrations.Migration):
    """The column has a constant default, so that no row of the table of uses is written again.

    Its two indexes hold emergencies only: no other check pays for them.
    """

    dependencies = [("ledger", "0004_use_report")]

    operations = [
        migrations.AddField(
            model_name="use", name="break_glass", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["event_id"], condition=_EMERGENCY, name="ledger_use_emergencies"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["subject", "-event_id"], condition=_EMERGENCY, name="ledger_use_emergencies_of"),
        ),
        migrations.CreateModel(
            name="UseReview",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("subject", models.UUIDField()),
                ("use", models.BigIntegerField(unique=True)),
                ("actor_account", models.UUIDField()),
                ("actor_name", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=16)),
                ("found", models.CharField(max_length=5)),
                ("sealed", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "-recorded_at"], name="ledger_usereview_of_subject"),
                    models.Index(fields=["recorded_at", "event_id"], name="ledger_usereview_when"),
                ],
            },
        ),
        PayloadOnly("ledger_usereview"),
        migrations.CreateModel(
            name="EmergencySeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.UUIDField()),
                ("subject", models.UUIDField()),
                ("up_to", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["reader"], name="ledger_emergencyseen_reader")],
                "constraints": [models.UniqueConstraint(fields=("subject", "reader"), name="ledger_emergency_seen")],
            },
        ),
        migrations.CreateModel(
            name="ClientCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client", models.CharField(max_length=100)),
                ("quota", models.CharField(max_length=8)),
                ("minute", models.DateTimeField()),
                ("taken", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["minute"], name="ledger_clientcount_minute")],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "quota", "minute"), name="ledger_client_count")
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaBreach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client", models.CharField(max_length=100)),
                ("department", models.CharField(max_length=32)),
                ("quota", models.CharField(max_length=8)),
                ("hour", models.DateTimeField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("times", models.PositiveBigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["last_at"], name="ledger_quotabreach_last")],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "quota", "hour"), name="ledger_quota_breach")
                ],
            },
        ),
    ]
