"""Signals: departments are told what ended, by OpenID Shared Signals 1.0; the log's order is the order of telling."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """The room records no events of its own: it follows the log and forgets what was acknowledged."""

    name = "consent.signals"
    label = "signals"

    def ready(self) -> None:
        """This function will have the worker follow the log and push, beside its jobs."""
        from consent.log.loops import register_loop
        from consent.signals.rounds import FollowingRounds, PushRounds

        register_loop("signals", FollowingRounds)
        register_loop("signals-push", PushRounds)
