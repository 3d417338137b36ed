"""Every page of the city and each state it can be in: what the screenshots show and what is checked for barriers."""

from collections.abc import Callable

from tests.browser.browsing import Visitor
from tests.browser.scenes import (
    api,
    audit,
    clients,
    departments_api,
    desk,
    emergencies,
    errors,
    log,
    offers,
    portal,
    preschool,
    public,
    receipts,
    registrar,
    requests,
    schoolhealth,
    session,
    signin,
    take,
)
from tests.browser.scenes.scene import Scene

SCENES: tuple[Scene, ...] = (
    *portal.SCENES,
    *take.SCENES,
    *offers.SCENES,
    *receipts.SCENES,
    *preschool.SCENES,
    *schoolhealth.SCENES,
    *public.SCENES,
    *api.SCENES,
    *registrar.SCENES,
    *clients.SCENES,
    *departments_api.SCENES,
    *requests.SCENES,
    *emergencies.SCENES,
    *desk.SCENES,
    *audit.SCENES,
    *log.SCENES,
    *signin.SCENES,
    *session.SCENES,
    *errors.SCENES,
)


class Audience:
    """One visitor for each of the cast and language, so that nobody signs in twice."""

    def __init__(self, bring: Callable[[str], Visitor]) -> None:
        self._bring = bring
        self._here: dict[tuple[str | None, str], Visitor] = {}

    def see(self, scene: Scene, language: str) -> Visitor:
        """This function will bring a scene onto somebody's screen and return who sees it."""
        visitor = self._here.get((scene.who, language))
        if visitor is None:
            visitor = self._here[scene.who, language] = self._bring(language)
            if scene.who:
                visitor.sign_in(scene.who)
            else:
                visitor.go("/")
                visitor.speak()
        scene.reach(visitor)
        return visitor
