"""The tree over the facts: leaves in their order, full tiles, and what was signed."""

from django.db import models


class Log(models.Model):
    """One log from its first entry on. A successor begins when the database was rewound below what had been signed."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    origin = models.CharField(max_length=200, unique=True)
    began_at = models.DateTimeField()

    append_only = "event"

    def __str__(self) -> str:
        return f"log {self.number}"


class Leaf(models.Model):
    """One entry of a log: the index that the sequencer gave an event, and the 32 bytes it committed to.

    An event has one leaf, except when its log was rewound: what no checkpoint of the old log covers in this database
    gets a leaf of the successor too, and that one counts.
    """

    pk = models.CompositePrimaryKey("log_number", "index")
    log_number = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    event_id = models.BigIntegerField()
    entry = models.BinaryField(max_length=32)

    append_only = "event"

    class Meta:
        """One leaf an event and log."""

        constraints = (models.UniqueConstraint(fields=("event_id", "log_number"), name="log_leaf_of_event"),)

    def __str__(self) -> str:
        return f"leaf {self.log_number}/{self.index}"


class Tile(models.Model):
    """A full tile of 256 hashes and the root over them; the open edge of each level is read from what lies below.

    Level 0 holds leaf hashes, level n the roots of full tiles of level n - 1 (C2SP tlog-tiles).
    """

    pk = models.CompositePrimaryKey("log_number", "level", "index")
    log_number = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    append_only = "event"

    def __str__(self) -> str:
        return f"tile {self.log_number}/{self.level}/{self.index}"


class SignedCheckpoint(models.Model):
    """A size and root that the log has signed; at most one root per size, ever."""

    pk = models.CompositePrimaryKey("log_number", "size")
    log_number = models.PositiveSmallIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    append_only = "event"

    def __str__(self) -> str:
        return f"checkpoint {self.log_number}/{self.size}"


class Cosignature(models.Model):
    """A witness's signature line over a checkpoint: somebody else saw this size with this root."""

    log_number = models.PositiveSmallIntegerField()
    size = models.BigIntegerField()
    witness = models.CharField(max_length=200)
    line = models.TextField()
    received_at = models.DateTimeField()

    append_only = "event"

    class Meta:
        """One line a witness and checkpoint."""

        constraints = (
            models.UniqueConstraint(fields=("log_number", "size", "witness"), name="log_cosignature_of_witness"),
        )

    def __str__(self) -> str:
        return f"cosignature {self.log_number}/{self.size}"
