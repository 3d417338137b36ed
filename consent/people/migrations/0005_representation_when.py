"""An index for the auditors' list of events, which reads representations newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Without it the list sorts every representation that ever began or ended, at each look."""

    dependencies = [("people", "0004_local_accounts")]

    operations = [
        migrations.AddIndex(
            model_name="representationchange",
            index=models.Index(fields=["recorded_at", "event_id"], name="people_representation_when"),
        ),
    ]
