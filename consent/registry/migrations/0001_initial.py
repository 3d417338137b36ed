"""The tables of the registry room; published notices are append-only."""

import django.contrib.postgres.fields
import django.db.models.deletion
import oauth2_provider.generators
import oauth2_provider.models
from django.conf import settings
from django.db import migrations, models

from consent.log.append_only import AppendOnly


class Migration(migrations.Migration):
    """First tables of the registry."""

    initial = True

    dependencies = [
        # The log's first migration makes the functions that the triggers call.
        ("log", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    # Tokens point at our client table, and the toolkit's first migration does not say that it needs it.
    run_before = [("oauth2_provider", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Department",
            fields=[
                ("code", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("name_fi", models.CharField(max_length=120)),
                ("name_sv", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("contact", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="ClientApplication",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "client_id",
                    models.CharField(
                        db_index=True,
                        default=oauth2_provider.generators.generate_client_id,
                        max_length=255,
                        unique=True,
                        verbose_name="client ID",
                    ),
                ),
                (
                    "redirect_uris",
                    models.TextField(
                        blank=True, help_text="Allowed URIs list, space separated", verbose_name="redirect URIs"
                    ),
                ),
                (
                    "post_logout_redirect_uris",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed Post Logout URIs list, space separated",
                        verbose_name="post logout redirect URIs",
                    ),
                ),
                (
                    "client_type",
                    models.CharField(
                        choices=[("confidential", "Confidential"), ("public", "Public")],
                        max_length=32,
                        verbose_name="client type",
                    ),
                ),
                (
                    "authorization_grant_type",
                    models.CharField(
                        choices=[
                            ("authorization-code", "Authorization code"),
                            ("urn:ietf:params:oauth:grant-type:device_code", "Device Code"),
                            ("implicit", "Implicit"),
                            ("password", "Resource owner password-based"),
                            ("client-credentials", "Client credentials"),
                            ("openid-hybrid", "OpenID connect hybrid"),
                        ],
                        max_length=44,
                        verbose_name="authorization grant type",
                    ),
                ),
                (
                    "client_secret",
                    oauth2_provider.models.ClientSecretField(
                        blank=True,
                        db_index=True,
                        default=oauth2_provider.generators.generate_client_secret,
                        help_text="Client secret for authentication",
                        max_length=255,
                        verbose_name="client secret",
                    ),
                ),
                ("hash_client_secret", models.BooleanField(default=True, verbose_name="hash client secret")),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="name")),
                ("skip_authorization", models.BooleanField(default=False, verbose_name="skip authorization")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "algorithm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No OIDC support"),
                            ("RS256", "RSA with SHA-2 256"),
                            ("HS256", "HMAC with SHA-2 256"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="algorithm",
                    ),
                ),
                (
                    "allowed_origins",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed origins list to enable CORS, space separated",
                        verbose_name="allowed origins",
                    ),
                ),
                (
                    "registration_source",
                    models.CharField(
                        choices=[
                            ("manual", "Manual"),
                            ("dcr", "Dynamic Client Registration"),
                            ("cimd", "Client ID Metadata Document"),
                        ],
                        default="manual",
                        help_text="How this application was registered (manual, DCR per RFC 7591, or CIMD)",
                        max_length=32,
                        verbose_name="registration source",
                    ),
                ),
                (
                    "cimd_expires_at",
                    models.DateTimeField(
                        blank=True,
                        default=None,
                        help_text="When the cached Client ID Metadata Document should be re-fetched",
                        null=True,
                        verbose_name="CIMD expires at",
                    ),
                ),
                ("allowed_scopes", models.TextField(blank=True, default="")),
                ("disabled", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clients", to="registry.department"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("activity_id", models.CharField(max_length=64)),
                ("version", models.PositiveIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
                ("document", models.JSONField()),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None),
                ),
                ("governance", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("activity_id", "version"), name="registry_notice_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="DataCategory",
            fields=[
                ("code", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name_fi", models.CharField(max_length=120)),
                ("name_sv", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
                ("pd_iri", models.CharField(max_length=100)),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("normal", "normal"), ("special", "special"), ("national_id", "national_id")],
                        max_length=16,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="categories", to="registry.department"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "data categories",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sensitivity__in", ["normal", "special", "national_id"])),
                        name="registry_category_sensitivity_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("code", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consent", "consent"),
                            ("contract", "contract"),
                            ("legal_obligation", "legal_obligation"),
                            ("vital_interests", "vital_interests"),
                            ("public_task", "public_task"),
                        ],
                        max_length=20,
                    ),
                ),
                ("law_ref", models.CharField(blank=True, default="", max_length=200)),
                ("law_name", models.JSONField(blank=True, default=dict)),
                ("compulsory", models.BooleanField(default=False)),
                ("restriction_exception", models.CharField(blank=True, default="", max_length=200)),
                ("purpose_iri", models.CharField(max_length=100)),
                ("recipients", models.JSONField(blank=True, default=list)),
                ("retention", models.JSONField(default=dict)),
                ("own_decision_from", models.PositiveSmallIntegerField()),
                ("guardians", models.CharField(choices=[("any", "any"), ("all", "all")], max_length=3)),
                ("confidential", models.BooleanField(default=False)),
                ("requires_case", models.BooleanField(default=False)),
                ("requires_staff_ref", models.BooleanField(default=False)),
                ("high_risk", models.BooleanField(default=False)),
                ("dpia_ref", models.CharField(blank=True, default="", max_length=200)),
                ("valid_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("in_force_from", models.DateTimeField()),
                ("in_force_until", models.DateTimeField(blank=True, null=True)),
                ("current_version", models.PositiveIntegerField()),
                ("terms_since_version", models.PositiveIntegerField(default=1)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="activities", to="registry.department"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("basis__in", ["consent", "contract", "legal_obligation", "vital_interests", "public_task"])
                        ),
                        name="registry_activity_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "consent"), _negated=True),
                            models.Q(("valid_months__isnull", False), ("valid_months__range", (1, 24))),
                            _connector="OR",
                        ),
                        name="registry_activity_consent_expires",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "public_task"), _negated=True),
                            models.Q(("law_ref", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="registry_activity_task_has_law",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guardians__in", ["any", "all"])), name="registry_activity_guardians_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_until__isnull", True),
                            ("in_force_until__gt", models.F("in_force_from")),
                            _connector="OR",
                        ),
                        name="registry_activity_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("terms_since_version__gte", 1), ("terms_since_version__lte", models.F("current_version"))
                        ),
                        name="registry_activity_terms_of_a_version",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE registry_notice ADD CONSTRAINT registry_notice_hash CHECK (octet_length(hash) = 32)",
            "ALTER TABLE registry_notice DROP CONSTRAINT registry_notice_hash",
        ),
        AppendOnly("registry_notice"),
    ]
