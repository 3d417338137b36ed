"""What verifications of the log found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table that is no evidence: the worker writes into it what it found."""

    dependencies = (("log", "0004_succession"),)
    operations = (
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=64)),
                ("everything", models.BooleanField(default=False)),
                ("finished_at", models.DateTimeField(null=True)),
                ("whole", models.BooleanField(null=True)),
                ("log_number", models.PositiveSmallIntegerField(null=True)),
                ("since", models.BigIntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
                ("leaves", models.BigIntegerField(default=0)),
                ("verified", models.BigIntegerField(default=0)),
                ("faults", models.PositiveIntegerField(default=0)),
                ("first_bad", models.JSONField(null=True)),
                ("note", models.TextField(default="")),
            ],
            options={"indexes": [models.Index(fields=["-asked_at"], name="log_verification_newest")]},
        ),
    )
