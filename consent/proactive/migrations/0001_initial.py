"""Campaigns, offers and published rules; rule sets and both kinds of events are payloads of the log."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import consent.clock
import consent.proactive.vocabulary
from consent.log.append_only import PayloadOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [("log", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("department", models.CharField(max_length=32)),
                ("client", models.CharField(max_length=100)),
                ("code", models.SlugField(max_length=64)),
                ("round", models.CharField(max_length=16)),
                ("activity", models.CharField(max_length=64)),
                ("category", models.CharField(max_length=64)),
                ("rules", models.CharField(max_length=64)),
                ("rules_version", models.PositiveIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("ask", "ask"), ("automatic", "automatic")],
                        default=consent.proactive.vocabulary.Mode["ASK"],
                        max_length=16,
                    ),
                ),
                ("message_class", models.CharField(default="service", max_length=16)),
                ("service", models.JSONField()),
                ("texts", models.JSONField()),
                ("benefit_resident", models.JSONField()),
                ("benefit_city", models.JSONField()),
                ("if_declined", models.JSONField()),
                ("form_url", models.CharField(max_length=300)),
                ("sender", models.CharField(max_length=16)),
                ("duty_ref", models.CharField(blank=True, max_length=120)),
                ("letter_fallback", models.BooleanField(default=True)),
                ("minutes_saved_each", models.PositiveSmallIntegerField(null=True)),
                ("deadline", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("running", "running"), ("closed", "closed")],
                        default=consent.proactive.vocabulary.CampaignState["DRAFT"],
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField(default=consent.clock.now, editable=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("department", "code", "round"), name="proactive_campaign_round"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "running", "closed"])),
                        name="proactive_campaign_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("started_at", None), ("state", "draft")),
                            models.Q(("closed_at", None), ("started_at__isnull", False), ("state", "running")),
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            _connector="OR",
                        ),
                        name="proactive_campaign_moments",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignEvent",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("campaign", models.UUIDField()),
                ("department", models.CharField(max_length=32)),
                ("activity", models.CharField(max_length=64)),
                ("rules", models.CharField(max_length=64)),
                ("rules_version", models.PositiveIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("done_by", models.CharField(max_length=100)),
            ],
            options={
                "indexes": [models.Index(fields=["recorded_at", "event_id"], name="proactive_campaignevent_when")],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "kind"), name="proactive_campaignevent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferEvent",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("offer", models.UUIDField()),
                ("campaign", models.UUIDField()),
                ("department", models.CharField(max_length=32)),
                ("activity", models.CharField(max_length=64)),
                ("subject", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=16)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("rules_version", models.PositiveIntegerField(null=True)),
                ("choice", models.CharField(blank=True, max_length=1)),
                ("channel", models.CharField(blank=True, max_length=8)),
                ("actor_kind", models.CharField(max_length=16)),
                ("actor_subject", models.UUIDField(null=True)),
                ("actor_account", models.UUIDField(null=True)),
                ("sealed", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "-event_id"], name="proactive_offerevent_of"),
                    models.Index(fields=["campaign", "kind", "event_id"], name="proactive_offerevent_campaign"),
                    models.Index(fields=["recorded_at", "event_id"], name="proactive_offerevent_when"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "version"), name="proactive_offerevent_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("capacity", models.PositiveIntegerField(null=True)),
                ("taken", models.PositiveIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pools", to="proactive.campaign"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("code", models.CharField(blank=True, max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_offered", "not_offered"),
                            ("made", "made"),
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("waiting", "waiting"),
                            ("conflicting", "conflicting"),
                            ("granted", "granted"),
                            ("not_granted", "not_granted"),
                            ("stopped", "stopped"),
                            ("lapsed", "lapsed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("rules_version", models.PositiveIntegerField()),
                ("choice", models.CharField(blank=True, max_length=1)),
                (
                    "answered_through",
                    models.CharField(
                        blank=True, choices=[("sms", "sms"), ("portal", "portal"), ("desk", "desk")], max_length=8
                    ),
                ),
                ("answered_by", models.UUIDField(null=True)),
                ("queued_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="proactive.campaign"
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="proactive.pool",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("department", models.CharField(max_length=32)),
                ("code", models.SlugField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("digest", models.BinaryField(max_length=32)),
                ("published_by", models.CharField(max_length=100)),
            ],
            options={
                "indexes": [models.Index(fields=["recorded_at", "event_id"], name="proactive_ruleset_when")],
                "constraints": [
                    models.UniqueConstraint(fields=("department", "code", "version"), name="proactive_ruleset_version")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="pool",
            constraint=models.UniqueConstraint(fields=("campaign", "code"), name="proactive_pool_once"),
        ),
        migrations.AddConstraint(
            model_name="pool",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity", None), ("taken__lte", models.F("capacity")), _connector="OR"),
                name="proactive_pool_not_over_capacity",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["subject", "-made_at"], name="proactive_offer_of_subject"),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["campaign", "state"], name="proactive_offer_state_of"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(fields=("campaign", "subject"), name="proactive_offer_once"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True),
                fields=("campaign", "code"),
                name="proactive_offer_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "not_offered",
                            "made",
                            "sent",
                            "accepted",
                            "declined",
                            "waiting",
                            "conflicting",
                            "granted",
                            "not_granted",
                            "stopped",
                            "lapsed",
                        ],
                    )
                ),
                name="proactive_offer_state",
            ),
        ),
        PayloadOnly("proactive_ruleset"),
        PayloadOnly("proactive_campaignevent"),
        PayloadOnly("proactive_offerevent"),
    ]
