"""Finding activities by words, in the language of whoever looks."""

from collections.abc import Iterable, Sequence

from consent.registry.notice_words import BASES
from consent.registry.read_models import ActivityView

LONGEST_QUESTION = 200


def matching(activities: Iterable[ActivityView], words: str, language: str) -> Sequence[ActivityView]:
    """This function will return the activities in which each of ``words`` occurs, in any case and any order.

    Titles, summaries, departments, data, laws, legal bases and codes are looked through, in ``language``.
    """
    wanted = words[:LONGEST_QUESTION].casefold().split()
    return [activity for activity in activities if _holds(activity, wanted, language)]


def _holds(activity: ActivityView, wanted: Sequence[str], language: str) -> bool:
    if not wanted:
        return True
    text = activity.text(language)
    said = (
        text["title"],
        text["summary"],
        activity.code,
        activity.department.name(language),
        activity.law_name.get(language, ""),
        activity.law_ref,
        str(BASES[activity.basis]),
        *(category.name(language) for category in activity.categories),
        *(recipient["name"][language] for recipient in activity.recipients),
    )
    whole = "\n".join(said).casefold()
    return all(word in whole for word in wanted)
