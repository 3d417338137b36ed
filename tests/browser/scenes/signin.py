"""The sign-in page and what a provider's odd answer leads to."""

from tests.browser.scenes.scene import Scene, at

SCENES: tuple[Scene, ...] = (
    Scene("sign-in", None, at("/sign-in/?next=/uses/")),
    Scene("sign-in-after-a-pause", None, at("/sign-in/?next=/uses/&ended=idle")),
)
