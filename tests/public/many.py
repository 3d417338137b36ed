"""As many activities as a test needs, in the register without a manifest each."""

from copy import deepcopy

from consent import clock
from consent.log.append import append_many
from consent.registry.models import Activity, Notice


def publish_many(count: int, like: str = "trial-consent") -> None:
    """This function will add ``count`` activities that are copies of ``like``, each with a notice of its own."""
    activity = Activity.objects.get(pk=like)
    notice = Notice.objects.get(activity_id=like, version=activity.current_version)
    at, facts = clock.now(), []
    for number in range(count):
        document = deepcopy(notice.document) | {"activity": f"copy-{number}"}
        for language in document["texts"]:
            document["texts"][language]["title"] = f"Copy {number:03}"
        copy = Notice(
            activity_id=f"copy-{number}",
            version=1,
            hash=bytes(notice.hash),
            document=document,
            categories=list(notice.categories),
            governance=notice.governance,
        )
        facts.append(("notice.published", None, copy))
        activity.code, activity.current_version, activity.terms_since_version = f"copy-{number}", 1, 1
        activity._state.adding = True
        activity.save(force_insert=True)
    append_many(facts, at=at)
