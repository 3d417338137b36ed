"""The database as each of its roles reaches it, from the environment."""

from typing import Any

from environ import Env


def read(env: Env) -> dict[str, Any]:
    """This function will return Django's DATABASES: the app's role, and the owner's and eraser's where they are given.

    Production gives the owner's to migrations only and the eraser's to the worker only.
    """
    found = {"default": _role(env, "DATABASE_URL")}
    for alias in ("owner", "eraser"):
        if env.str(f"DATABASE_{alias.upper()}_URL", ""):
            found[alias] = _role(env, f"DATABASE_{alias.upper()}_URL")
    return found


def _role(env: Env, name: str) -> dict[str, Any]:
    database: dict[str, Any] = env.db_url_config(env.str(name).strip())
    database.update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True, ATOMIC_REQUESTS=False)
    database["OPTIONS"] = {
        **database.get("OPTIONS", {}),
        "connect_timeout": 3,
        # A check prepares its two statements once a connection; the ORM's client-side cursors never prepare.
        "prepare_threshold": 5,
        # Durability is never lowered: an acknowledged withdrawal must survive a power cut.
        # Only the check's statements are prepared: they are planned once, not five times over with guesses between.
        "options": "-c synchronous_commit=on -c plan_cache_mode=force_generic_plan"
        " -c search_path=public,pg_temp -c lock_timeout=5s -c statement_timeout=60s -c timezone=UTC",
    }
    return database
