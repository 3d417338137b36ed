"""Erasures, their manifests, and what of them is still to be done."""

from django.db import migrations, models

from consent.log.append_only import AppendOnly


class Migration(migrations.Migration):
    """An erasure and its manifest are facts like any other; the work list is not."""

    dependencies = [
        ("rights", "0001_initial"),
        ("log", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("cause", models.CharField(max_length=16)),
                ("law", models.CharField(max_length=200)),
                ("count", models.PositiveIntegerField()),
                ("manifest", models.BinaryField(max_length=32)),
                ("operator", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ShreddedEvent",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("erasure", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="UnfinishedShredding",
            fields=[
                ("erasure", models.BigIntegerField(primary_key=True, serialize=False)),
                ("subject", models.UUIDField(null=True)),
                ("keys", models.JSONField(default=list)),
                ("began_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE rights_erasure ADD CONSTRAINT rights_erasure_manifest CHECK (octet_length(manifest) = 32)",
            "ALTER TABLE rights_erasure DROP CONSTRAINT rights_erasure_manifest",
        ),
        AppendOnly("rights_erasure"),
        AppendOnly("rights_shreddedevent"),
    ]
