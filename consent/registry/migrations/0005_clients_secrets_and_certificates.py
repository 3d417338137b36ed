"""A client's earlier secret, tokens bound to its certificate, and the record of what was done to clients."""

import django.contrib.postgres.fields
from django.db import migrations, models

from consent.log.append_only import AppendOnly


class Migration(migrations.Migration):
    """Adds three columns of clients and their append-only history."""

    dependencies = [
        ("log", "0001_initial"),
        ("registry", "0004_conditions_and_quotas"),
    ]

    operations = [
        migrations.AddField(
            model_name="clientapplication",
            name="previous_secret",
            field=models.CharField(blank=True, default="", max_length=255),
        ),
        migrations.AddField(
            model_name="clientapplication",
            name="previous_secret_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clientapplication",
            name="tls_client_certificate_bound_access_tokens",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="ClientChange",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("client", models.CharField(max_length=100)),
                ("department", models.CharField(max_length=32)),
                ("act", models.CharField(max_length=32)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None),
                ),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["client", "event_id"], name="registry_clientchange_client")],
            },
        ),
        AppendOnly("registry_clientchange"),
    ]
