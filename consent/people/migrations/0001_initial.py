"""The tables of the people room; the account model must be here, in the very first migration."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import consent.clock
from consent.log.append_only import PayloadOnly


class Migration(migrations.Migration):
    """First tables of the people room."""

    initial = True

    # The log's first migration makes the functions that the triggers call.
    dependencies = [("log", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RepresentationChange",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("change", models.CharField(max_length=8)),
                ("entry", models.UUIDField()),
                ("representative", models.UUIDField()),
                ("represented", models.UUIDField(db_index=True)),
                ("kind", models.CharField(max_length=20)),
                ("scope", models.CharField(max_length=400)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("source", models.CharField(max_length=40)),
                ("actor_kind", models.CharField(max_length=8)),
                ("actor_account", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("blind_index", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(default=consent.clock.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Resident",
            fields=[
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="resident",
                        serialize=False,
                        to="people.subject",
                    ),
                ),
                ("given_name", models.CharField(max_length=100)),
                ("family_name", models.CharField(max_length=100)),
                ("birth_date", models.DateField()),
                ("language", models.CharField(max_length=2)),
                ("national_id_sealed", models.BinaryField()),
                ("district", models.CharField(blank=True, max_length=64)),
                ("street_address", models.CharField(blank=True, max_length=200)),
                ("postal_code", models.CharField(blank=True, max_length=5)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("non_disclosure", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=consent.clock.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("fi", "sv", "en"))), name="people_resident_language"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=150, unique=True)),
                ("display_name", models.CharField(blank=True, max_length=150)),
                ("language", models.CharField(default="fi", max_length=2)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=consent.clock.now, editable=False)),
                (
                    "resident",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="people.resident",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guardian", "guardian"),
                            ("appointed_guardian", "appointed_guardian"),
                            ("mandate", "mandate"),
                        ],
                        max_length=20,
                    ),
                ),
                ("scope", models.CharField(default="all", max_length=400)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(blank=True, null=True)),
                ("source", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(default=consent.clock.now, editable=False)),
                (
                    "representative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="represents", to="people.subject"
                    ),
                ),
                (
                    "represented",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="represented_by", to="people.subject"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "register entries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("representative", models.F("represented")), _negated=True),
                        name="people_registerentry_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["guardian", "appointed_guardian", "mandate"])),
                        name="people_registerentry_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="people_registerentry_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "guardian"), _negated=True),
                            models.Q(("scope", "all"), ("valid_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="people_registerentry_guardian",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope", ""), _negated=True), models.Q(("source", ""), _negated=True)
                        ),
                        name="people_registerentry_told",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairwiseId",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("department", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=32)),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairwise_ids",
                        to="people.subject",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "department"), name="people_pairwiseid_one_each"),
                    models.UniqueConstraint(fields=("value",), name="people_pairwiseid_value"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=16)),
                ("department", models.CharField(blank=True, max_length=32, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "role", "department"), name="people_staffrole_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("department", None), ("role__in", ("dpo", "registrar"))),
                            models.Q(
                                ("department__isnull", False),
                                ("role__in", ("officer", "librarian")),
                                models.Q(("department", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="people_staffrole_reach",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                name="people_account_username_lower",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("fi", "sv", "en"))), name="people_account_language"
            ),
        ),
        # A 32-byte HMAC and nothing shorter: a bare national id does not fit.
        migrations.RunSQL(
            "ALTER TABLE people_subject ADD CONSTRAINT people_subject_index CHECK (octet_length(blind_index) = 32)",
            "ALTER TABLE people_subject DROP CONSTRAINT people_subject_index",
        ),
        PayloadOnly("people_representationchange"),
    ]
