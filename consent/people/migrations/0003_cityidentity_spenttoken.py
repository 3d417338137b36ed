"""City identities and spent tokens: by which name a provider knows an account, and which logout tokens were used."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import consent.clock


class Migration(migrations.Migration):
    """The two tables."""

    dependencies = [("people", "0002_signedinsession")]

    operations = [
        migrations.CreateModel(
            name="SpentToken",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("forget_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="CityIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=255)),
                ("subject", models.CharField(max_length=255)),
                ("created_at", models.DateTimeField(default=consent.clock.now, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="city_identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="people_cityidentity_once"),
                ],
            },
        ),
    ]
