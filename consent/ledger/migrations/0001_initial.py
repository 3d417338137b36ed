"""The ledger's tables and the triggers that keep its facts."""

from django.db import migrations, models

from consent.log.append_only import PayloadOnly


class Migration(migrations.Migration):
    """First tables of the ledger."""

    initial = True

    dependencies = [("log", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PermissionChange",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.UUIDField()),
                ("activity", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("notice_version", models.PositiveIntegerField(null=True)),
                ("notice_hash", models.BinaryField(max_length=32, null=True)),
                ("language", models.CharField(choices=[("fi", "fi"), ("sv", "sv"), ("en", "en")], max_length=2)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("portal", "portal"),
                            ("sms", "sms"),
                            ("paper", "paper"),
                            ("api", "api"),
                            ("demo", "demo"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "decided_by",
                    models.CharField(
                        choices=[("self", "self"), ("guardian", "guardian"), ("staff", "staff"), ("system", "system")],
                        max_length=16,
                    ),
                ),
                ("actor_subject", models.UUIDField(null=True)),
                ("actor_account", models.UUIDField(null=True)),
                ("valid_until", models.DateTimeField(null=True)),
                ("waiting", models.BooleanField(default=False)),
                ("sealed", models.BinaryField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "activity", "version"), name="ledger_change_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="PermissionRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.UUIDField()),
                ("activity", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                (
                    "decision",
                    models.CharField(
                        choices=[("consent", "consent"), ("refused", "refused"), ("withdrawn", "withdrawn")],
                        max_length=16,
                        null=True,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.CharField(
                        choices=[("self", "self"), ("guardian", "guardian"), ("staff", "staff"), ("system", "system")],
                        max_length=16,
                    ),
                ),
                ("notice_version", models.PositiveIntegerField(null=True)),
                ("valid_until", models.DateTimeField(null=True)),
                ("waiting", models.BooleanField(default=False)),
                ("objected", models.BooleanField(default=False)),
                ("restricted", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "ledger_permission",
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "activity"), name="ledger_permission_subject_activity")
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("subject", models.UUIDField(null=True)),
                ("department", models.CharField(max_length=32)),
                ("client", models.CharField(max_length=100)),
                ("activity", models.CharField(max_length=64)),
                ("category", models.CharField(max_length=64)),
                ("allowed", models.BooleanField()),
                ("reason", models.CharField(max_length=24)),
                ("basis", models.CharField(max_length=24, null=True)),
                ("permission_version", models.PositiveIntegerField(null=True)),
                ("notice_version", models.PositiveIntegerField(null=True)),
                ("sealed", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "-event_id"], name="ledger_use_of_subject")],
            },
        ),
        PayloadOnly("ledger_permissionchange"),
        PayloadOnly("ledger_use"),
    ]
