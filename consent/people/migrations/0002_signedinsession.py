"""Signed-in sessions: whose a session is and who vouched for it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of signed-in sessions."""

    dependencies = [("people", "0001_initial"), ("sessions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SignedInSession",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("method", models.CharField(max_length=8)),
                ("issuer", models.CharField(blank=True, max_length=255)),
                ("provider_sid", models.CharField(blank=True, max_length=255)),
                ("provider_subject", models.CharField(blank=True, max_length=255)),
                ("assurance", models.CharField(blank=True, max_length=255)),
                ("began_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signed_in_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["issuer", "provider_sid"], name="people_session_sid"),
                    models.Index(fields=["issuer", "provider_subject"], name="people_session_subject"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ("demo", "oidc", "local"))), name="people_session_method"
                    )
                ],
            },
        ),
    ]
