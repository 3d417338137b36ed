"""Taking one's data away, for oneself and for a child."""

from tests.browser.scenes.scene import Scene, at, for_the_child

SCENES = (
    Scene("take", "saara", at("/take/")),
    Scene("take-print", "saara", at("/take/print/")),
    Scene("take-print-nothing-yet", "mikko", at("/take/print/")),
    Scene("take-of-a-child", "aino", for_the_child("/take/")),
)
