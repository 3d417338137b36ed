"""The resident's pages and the library's, in the order of one story: later scenes stand on what earlier ones did."""

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from consent.portal import unreachable
from tests.browser.browsing import Visitor
from tests.browser.scenes.scene import RECOMMENDATIONS, Scene, at, decided, for_the_child, of_the_card, opened, show


def register_unreachable(visitor: Visitor) -> None:
    """This function will show the page that stands in while the population register does not answer."""
    request = RequestFactory().post("/permissions/library-recommendations/give/")
    request.user = AnonymousUser()
    with translation.override(visitor.language):
        show(visitor, unreachable.register_unreachable(request).content.decode())


SCENES = (
    Scene("landing", None, at("/")),
    Scene("demo-sign-in", None, at("/demo/login/")),
    Scene("notice-consent", None, at("/activities/library-recommendations/1/")),
    Scene("notice-contract", None, at("/activities/library-loans/1/")),
    Scene("permissions-waiting", "aino", at("/")),
    Scene("permissions-waiting-details", "aino", opened("/")),
    Scene("permission-waiting", "aino", opened(RECOMMENDATIONS)),
    Scene("uses-none", "mikko", at("/uses/?activity=library-recommendations")),
    Scene("history-none", "mikko", at("/history/")),
    Scene("permission-by-contract", "mikko", at("/permissions/library-loans/")),
    Scene("library", "librarian", at("/services/library/")),
    Scene("library-recommendations-refused", "librarian", of_the_card("recommendations", "Saara")),
    Scene("permission-not-given", "saara", decided("refuse", back="withdraw")),
    Scene("permission-given", "aino", decided("give", back="withdraw")),
    Scene("permissions-given", "aino", at("/")),
    Scene("library-recommendations", "librarian", of_the_card("recommendations", "Aino")),
    Scene("library-loans", "librarian", of_the_card("loans", "Aino")),
    Scene("permission-withdrawn", "aino", decided("withdraw")),
    Scene("permissions-withdrawn", "aino", at("/")),
    Scene("library-recommendations-withdrawn", "librarian", of_the_card("recommendations", "Aino")),
    Scene("uses", "aino", at("/uses/")),
    Scene("history", "aino", at("/history/")),
    Scene("permissions-of-a-child", "aino", for_the_child("/")),
    Scene("permission-of-a-child", "aino", for_the_child(RECOMMENDATIONS)),
    Scene("uses-of-a-child", "aino", for_the_child("/uses/")),
    Scene("history-of-a-child", "aino", for_the_child("/history/")),
    Scene("register-unreachable", None, register_unreachable),
    Scene("staff", "librarian", at("/")),
    Scene("staff-without-pages", "kaisa", at("/")),
)
