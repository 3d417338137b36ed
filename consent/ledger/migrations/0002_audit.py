"""What auditors need: the record of their own looks, and three indexes for their lists and figures."""

from django.db import migrations, models

from consent.log.append_only import PayloadOnly


class Migration(migrations.Migration):
    """Looks by staff. The models say why these indexes and no more: each one on ledger_use is paid by every check."""

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StaffView",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("subject", models.UUIDField(null=True)),
                ("actor_account", models.UUIDField()),
                ("actor_name", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=16)),
                ("what", models.CharField(max_length=24)),
                ("sealed", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "-recorded_at"], name="ledger_staffview_of_subject"),
                    models.Index(fields=["recorded_at", "event_id"], name="ledger_staffview_when"),
                ],
            },
        ),
        PayloadOnly("ledger_staffview"),
        migrations.AddIndex(
            model_name="permissionchange",
            index=models.Index(fields=["recorded_at", "event_id"], name="ledger_change_when"),
        ),
        migrations.AddIndex(
            model_name="permissionrow",
            index=models.Index(
                fields=["activity", "valid_until"],
                include=("notice_version",),
                condition=models.Q(("decision", "consent"), ("restricted", False), ("waiting", False)),
                name="ledger_permission_given",
            ),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["recorded_at", "event_id"], name="ledger_use_when"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(
                fields=["recorded_at", "event_id"],
                include=("department", "client"),
                condition=models.Q(("allowed", False)),
                name="ledger_use_refused",
            ),
        ),
    ]
