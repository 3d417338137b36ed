"""The registrar's pages."""

from tests.browser.scenes.scene import Scene, at

SCENES = (
    Scene("registrar-activities", "registrar", at("/audit/activities/")),
    Scene("registrar-activities-none", "registrar", at("/audit/activities/?q=zzz")),
    Scene("registrar-activity", "registrar", at("/audit/activities/library-recommendations/")),
    Scene("registrar-departments", "registrar", at("/audit/departments/")),
    Scene("registrar-feedback", "registrar", at("/audit/feedback/")),
    Scene("registrar-feedback-answered", "registrar", at("/audit/feedback/?show=answered")),
)
