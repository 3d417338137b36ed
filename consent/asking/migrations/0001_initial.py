"""Requests, their cancellations and return addresses; the first two are payloads of the log."""

from django.db import migrations, models

import consent.clock
from consent.log.append_only import PayloadOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [("log", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Cancellation",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("request", models.UUIDField(unique=True)),
                ("subject", models.UUIDField()),
                ("department", models.CharField(max_length=32)),
                ("client", models.CharField(max_length=100)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject"], name="asking_cancellation_of_subject"),
                    models.Index(fields=["recorded_at", "event_id"], name="asking_cancellation_when"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentRequest",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("request", models.UUIDField(unique=True)),
                ("subject", models.UUIDField()),
                ("department", models.CharField(max_length=32)),
                ("client", models.CharField(max_length=100)),
                ("activity", models.CharField(max_length=64)),
                ("notice_version", models.PositiveIntegerField()),
                ("permission_version", models.PositiveIntegerField()),
                ("expires_at", models.DateTimeField()),
                ("return_uri", models.CharField(default="", max_length=500)),
                ("sealed", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "activity", "-event_id"], name="asking_request_of_subject"),
                    models.Index(fields=["department", "event_id"], name="asking_request_of_department"),
                    models.Index(fields=["recorded_at", "event_id"], name="asking_request_when"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client", models.CharField(max_length=100)),
                ("uri", models.CharField(max_length=500)),
                ("added_at", models.DateTimeField(default=consent.clock.now, editable=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("client", "uri"), name="asking_returnaddress_once")],
            },
        ),
        PayloadOnly("asking_consentrequest"),
        PayloadOnly("asking_cancellation"),
    ]
