"""The auditors' list of events is looked through without touching the table of uses."""

from django.db import migrations, models

_FILTERED = ("department", "client", "activity", "category", "allowed", "reason", "basis")


class Migration(migrations.Migration):
    """Two indexes are replaced by ones that carry the columns auditors filter by; ``Use.Meta`` weighs what that costs.

    An index answers alone only for pages that vacuum has seen, and by default it comes to a growing table when a fifth
    of it is new: the newest events, which everybody asks for first, would always be the slow ones.
    """

    dependencies = [("ledger", "0002_audit")]

    operations = [
        migrations.RemoveIndex(model_name="use", name="ledger_use_when"),
        migrations.RemoveIndex(model_name="use", name="ledger_use_refused"),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(fields=["recorded_at", "event_id"], include=_FILTERED, name="ledger_use_list"),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(
                fields=["recorded_at", "event_id"],
                include=_FILTERED,
                condition=models.Q(("allowed", False)),
                name="ledger_use_list_refused",
            ),
        ),
        migrations.AddIndex(
            model_name="use",
            index=models.Index(
                fields=["reason", "recorded_at", "event_id"],
                include=("department", "client", "activity", "category", "basis"),
                condition=models.Q(("allowed", False)),
                name="ledger_use_refused_for",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE ledger_use SET (autovacuum_vacuum_insert_scale_factor = 0);",
            "ALTER TABLE ledger_use RESET (autovacuum_vacuum_insert_scale_factor);",
        ),
    ]
