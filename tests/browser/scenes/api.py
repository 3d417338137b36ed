"""The pages that the departments' API leads to."""

from tests.browser.scenes.scene import Scene, at

SCENES = (
    Scene("api-problems", None, at("/api/problems/")),
    Scene("api-problem", None, at("/api/problems/idempotency-key-missing/")),
)
