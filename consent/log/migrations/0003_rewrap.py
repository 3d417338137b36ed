"""Data keys may be wrapped anew, by the eraser's role alone."""

from django.db import migrations

from consent.log.append_only import RewrapOnly


class Migration(migrations.Migration):
    """Nothing else of a data key can change."""

    dependencies = (("log", "0002_tree"),)
    operations = (RewrapOnly("log_datakey"),)
