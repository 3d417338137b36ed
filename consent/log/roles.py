"""What each database role may do, granted anew after each migration."""

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from consent.log.checks import append_only_models

# Django's own book of migrations: the running system reads it and never writes it.
READ_ONLY_TABLES = frozenset({"django_migrations"})


def _role(alias: str) -> str | None:
    return str(settings.DATABASES[alias]["USER"]) if alias in settings.DATABASES else None


def apply_grants(connection: BaseDatabaseWrapper) -> None:
    """This function will give the app and eraser roles exactly their rights on every table of the schema.

    ``connection`` must be the owner's. The app's role can read and insert facts but never change or remove them; the
    eraser's role can delete payloads and data keys, and wrap data keys anew, and nothing else. Does nothing for a role
    that is the owner itself.
    """
    quote = connection.ops.quote_name
    guarded = append_only_models()
    app, eraser, owner = _role("default"), _role("eraser"), _role("owner")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        # A temporary table of a fact's name would take the place of the fact's own for one connection.
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {quote(str(connection.settings_dict['NAME']))} FROM PUBLIC")
        for role in {name for name in (app, eraser) if name and name != owner}:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
            cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {quote(role)}")
        for table in tables:
            kind = getattr(guarded.get(table), "append_only", "")
            if app and app != owner:
                rights = "SELECT, INSERT, UPDATE, DELETE"
                if kind:
                    rights = "SELECT, INSERT"
                elif table in READ_ONLY_TABLES:
                    rights = "SELECT"
                cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {quote(app)}")
                cursor.execute(f"GRANT {rights} ON {quote(table)} TO {quote(app)}")
            if eraser and eraser != owner:
                rights = "SELECT, DELETE" if kind == "payload" else "SELECT"
                cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {quote(eraser)}")
                cursor.execute(f"GRANT {rights} ON {quote(table)} TO {quote(eraser)}")
                if rewrapped := getattr(guarded.get(table), "rewrapped_columns", ()):
                    columns = ", ".join(quote(column) for column in rewrapped)
                    cursor.execute(f"GRANT UPDATE ({columns}) ON {quote(table)} TO {quote(eraser)}")
        if app and app != owner:
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(app)}")
