"""Every error page."""

from tests.browser.scenes.scene import Scene, at, broken

SCENES = (
    Scene("error-400", "aino", at("/uses/?before=x")),
    Scene("error-403", "librarian", at("/uses/")),
    Scene("error-403-form", None, broken(403)),
    Scene("error-404", None, at("/no-such-page/")),
    Scene("error-500", None, broken(500)),
    Scene("error-503", None, broken(503)),
)
