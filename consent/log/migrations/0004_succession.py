"""What a successor log needs: a leaf of its own for what its predecessor never covered, and a hand-over of keys."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An event has at most one leaf a log; a key that takes over signs the last good checkpoint."""

    dependencies = (("log", "0003_rewrap"),)
    operations = (
        migrations.AlterField("leaf", "event_id", models.BigIntegerField()),
        migrations.AddConstraint(
            "leaf", models.UniqueConstraint(fields=("event_id", "log_number"), name="log_leaf_of_event")
        ),
        migrations.AddField("keychange", "checkpoint", models.TextField(default="")),
    )
