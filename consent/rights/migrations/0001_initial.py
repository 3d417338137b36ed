"""The tables of the room: feedback."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """First table of the room."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("accessibility", "accessibility"),
                            ("data", "data"),
                            ("mistake", "mistake"),
                            ("other", "other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                ("reply_to", models.CharField(blank=True, default="", max_length=254)),
                ("language", models.CharField(max_length=2)),
                ("received_at", models.DateTimeField(db_index=True)),
                ("due_on", models.DateField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, default="", max_length=16)),
                ("sender_mark", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "verbose_name_plural": "feedback",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)), fields=["due_on", "id"], name="rights_feedback_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("topic__in", ["accessibility", "data", "mistake", "other"])),
                        name="rights_feedback_topic_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("fi", "sv", "en"))), name="rights_feedback_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by", "")),
                            models.Q(("answered_at__isnull", False), models.Q(("answered_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="rights_feedback_answered_by_somebody",
                    ),
                ],
            },
        ),
    ]
