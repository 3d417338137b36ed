"""The tree's tables, all append-only, with the sizes that their bytes must have."""

from django.db import migrations, models

from consent.log.append_only import AppendOnly


class Migration(migrations.Migration):
    """Leaves, tiles, checkpoints, witnesses' signatures and the log's facts about itself."""

    dependencies = [
        ("log", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyChange",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("change", models.CharField(max_length=12)),
                ("log_number", models.PositiveSmallIntegerField()),
                ("vkey", models.CharField(max_length=300)),
                ("trusted_size", models.BigIntegerField(null=True)),
                ("operator", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "log_number", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("log_number", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("event_id", models.BigIntegerField(unique=True)),
                ("entry", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Log",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=200, unique=True)),
                ("began_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LogBegan",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("log_number", models.PositiveSmallIntegerField()),
                ("origin", models.CharField(max_length=200)),
                ("after", models.TextField()),
                ("highest", models.TextField()),
                ("operator", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="SignedCheckpoint",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "log_number", "size", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("log_number", models.PositiveSmallIntegerField()),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "log_number", "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("log_number", models.PositiveSmallIntegerField()),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
                ("root", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log_number", models.PositiveSmallIntegerField()),
                ("size", models.BigIntegerField()),
                ("witness", models.CharField(max_length=200)),
                ("line", models.TextField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("log_number", "size", "witness"), name="log_cosignature_of_witness")
                ],
            },
        ),
        migrations.RunSQL(
            """
            ALTER TABLE log_leaf ADD CONSTRAINT log_leaf_entry CHECK (octet_length(entry) = 32 AND index >= 0);
            ALTER TABLE log_tile ADD CONSTRAINT log_tile_bytes
                CHECK (octet_length(hashes) = 8192 AND octet_length(root) = 32 AND index >= 0 AND level < 8);
            ALTER TABLE log_signedcheckpoint ADD CONSTRAINT log_signedcheckpoint_root
                CHECK (octet_length(root) = 32 AND size > 0);
            """,
            """
            ALTER TABLE log_leaf DROP CONSTRAINT log_leaf_entry;
            ALTER TABLE log_tile DROP CONSTRAINT log_tile_bytes;
            ALTER TABLE log_signedcheckpoint DROP CONSTRAINT log_signedcheckpoint_root;
            """,
        ),
        AppendOnly("log_log"),
        AppendOnly("log_leaf"),
        AppendOnly("log_tile"),
        AppendOnly("log_signedcheckpoint"),
        AppendOnly("log_cosignature"),
        AppendOnly("log_logbegan"),
        AppendOnly("log_keychange"),
    ]
