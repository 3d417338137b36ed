"""The outbox, what came in, reports, stopped numbers, preferences and the pace."""

import uuid

import django.contrib.postgres.fields
from django.db import migrations, models

import consent.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StoppedNumber",
            fields=[
                ("number_mark", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("since", models.DateTimeField(default=consent.clock.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Inbound",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("inbound", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("provider_id", models.CharField(max_length=100, unique=True)),
                ("sealed_for", models.UUIDField(null=True)),
                ("number_sealed", models.BinaryField(null=True)),
                ("number_mark", models.BinaryField(max_length=32, null=True)),
                ("text_sealed", models.BinaryField(null=True)),
                ("received_at", models.DateTimeField()),
                ("stored_at", models.DateTimeField(default=consent.clock.now, editable=False)),
                ("handled_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=40)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at", None)), fields=["position"], name="messaging_inbound_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("outcome", "given_up")),
                        fields=["position"],
                        name="messaging_inbound_given_up",
                    ),
                    models.Index(
                        condition=models.Q(("sealed_for__isnull", False)),
                        fields=["sealed_for"],
                        name="messaging_inbound_person",
                    ),
                    models.Index(
                        condition=models.Q(("number_mark__isnull", False)),
                        fields=["stored_at"],
                        name="messaging_inbound_kept",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("owner", models.CharField(max_length=32)),
                ("reference", models.UUIDField(null=True)),
                ("batch", models.UUIDField(null=True)),
                ("key", models.CharField(max_length=120)),
                ("recipient", models.UUIDField(null=True)),
                ("reply_to", models.UUIDField(null=True)),
                ("sealed_for", models.UUIDField(null=True)),
                ("number_sealed", models.BinaryField(null=True)),
                ("number_mark", models.BinaryField(max_length=32, null=True)),
                ("text_sealed", models.BinaryField(null=True)),
                ("language", models.CharField(max_length=2)),
                ("message_class", models.CharField(default="service", max_length=9)),
                ("answerable", models.BooleanField(default=True)),
                ("state", models.CharField(default="queued", max_length=11)),
                ("reason", models.CharField(default="", max_length=40)),
                ("created_at", models.DateTimeField(default=consent.clock.now, editable=False)),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("ask_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("provider_id", models.CharField(default="", max_length=100)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["due_at", "created_at"],
                        name="messaging_message_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["claimed_at"],
                        name="messaging_message_sending",
                    ),
                    models.Index(
                        condition=models.Q(("ask_at__isnull", False), ("state__in", ("sent", "unclear"))),
                        fields=["ask_at"],
                        name="messaging_message_ask",
                    ),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider_id"],
                        name="messaging_message_provider",
                    ),
                    models.Index(
                        condition=models.Q(("number_mark__isnull", False)),
                        fields=["number_mark", "claimed_at"],
                        name="messaging_message_number",
                    ),
                    models.Index(fields=["reference"], name="messaging_message_reference"),
                    models.Index(
                        condition=models.Q(("batch__isnull", False)),
                        fields=["batch", "state"],
                        name="messaging_message_batch",
                    ),
                    models.Index(
                        condition=models.Q(("recipient__isnull", False)),
                        fields=["recipient"],
                        name="messaging_message_person",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("number_mark__isnull", False), ("text_sealed__isnull", False), _connector="OR"
                        ),
                        fields=["settled_at"],
                        name="messaging_message_kept",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="messaging_message_key"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("fi", "sv", "en"))), name="messaging_message_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "queued",
                                    "sending",
                                    "sent",
                                    "unclear",
                                    "delivered",
                                    "failed",
                                    "stopped",
                                    "unreachable",
                                ],
                            )
                        ),
                        name="messaging_message_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("message_class__in", ["service", "marketing"])),
                        name="messaging_message_class",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="messaging_pace_one")],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("subject", models.UUIDField(primary_key=True, serialize=False)),
                ("channel", models.CharField(default="sms", max_length=6)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                ("no_offers", models.BooleanField(default=False)),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("changed_at", models.DateTimeField(default=consent.clock.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["sms", "letter", "portal"])),
                        name="messaging_preference_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_until", None)),
                            models.Q(
                                ("quiet_from__isnull", False),
                                ("quiet_until__isnull", False),
                                models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="messaging_preference_quiet",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider_id", models.CharField(max_length=100)),
                ("state", models.CharField(max_length=11)),
                ("number_mark", models.BinaryField(max_length=32, null=True)),
                ("reported_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=consent.clock.now, editable=False)),
                ("settled_at", models.DateTimeField(null=True)),
                ("message", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["received_at"], name="messaging_report_received"),
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["id"], name="messaging_report_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("provider_id", "state"), name="messaging_statusreport_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("sent", "delivered", "failed"))),
                        name="messaging_statusreport_state",
                    ),
                ],
            },
        ),
    ]
