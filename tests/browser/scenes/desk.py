"""The officers' desk: a department's campaigns, how one goes, what needs a person, a call and the letters.

The pages are made here, with the figures of a whole city, which no demonstration of a minute could reach.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from consent.desk import wording
from consent.desk.charts import beams, columns
from consent.desk.forms import AnswerForm, FindForm, ReasonForm, SettleForm
from consent.desk.views.campaigns import _in_short, _round, _stages, _tiles
from consent.desk.views.queue import _options
from consent.people.address_queries import PostalAddress
from consent.proactive.letters import Letter
from consent.proactive.outcomes import TaskKind
from consent.proactive.read_models import CampaignView, Explanation, Funnel, InputShown, PoolView, RuleShown
from consent.proactive.round_queries import RoundFigures
from consent.proactive.vocabulary import CampaignState, Condition, Mode, OfferState
from tests.browser.scenes.requests import AT, made
from tests.browser.scenes.scene import Scene

ID, OTHER = UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"), UUID("7c9e6679-7425-40de-944b-e07fc1f90ae8")
SERVICE = {"fi": "Esiopetuspaikka", "sv": "Plats i förskolan", "en": "Pre-school place"}
BORN = {"fi": "Lapsi on syntynyt vuonna 2020", "sv": "Barnet är fött år 2020", "en": "The child was born in 2020"}
FREE = {"fi": "Lapsella ei ole paikkaa", "sv": "Barnet har ingen plats", "en": "The child has no place"}
DATE = {"fi": "Syntymäaika", "sv": "Födelsedatum", "en": "Date of birth"}
FIGURES = Funnel(
    candidates=5_612, eligible=5_500, permitted=5_481, made=5_481, sent=5_390, delivered=5_322, answered=5_011,
    accepted=4_460, placed=4_331, declined=551, waiting=129,
)  # fmt: skip
POOLS = (PoolView("kallio", "Päiväkoti Kallio", 42, 42), PoolView("pasila", "Päiväkoti Pasila", 36, 29))
EARLIER = [
    RoundFigures(ID, "2027", AT, 5_481, 5_011, 4_460, 4_331, 64.0, 4.32, 812, 5_011 * 34),
    RoundFigures(OTHER, "2026", AT - timedelta(days=365), 5_290, 4_702, 4_002, 3_950, 71.0, 4.18, 640, 4_702 * 34),
]


def _view(state: CampaignState = CampaignState.RUNNING) -> CampaignView:
    return CampaignView(
        id=ID, department="education", client="c", code="preschool-place", round="2027",
        activity="preschool-placement", category="child.placement", rules="preschool-age", rules_version=3,
        mode=Mode.ASK, message_class="service", service=SERVICE, texts={}, benefit_resident={}, benefit_city={},
        if_declined={}, form_url="https://city.example/form", sender="16120", duty_ref="628/1998 26 a §",
        letter_fallback=True, minutes_saved_each=34, deadline=AT + timedelta(days=10), state=state, created_at=AT,
        started_at=AT, closed_at=None, pools=POOLS,
    )  # fmt: skip


def _shown(language: str) -> dict[str, Any]:
    return {
        "id": ID, "service_name": SERVICE[language], "round": "2027", "deadline": AT + timedelta(days=10),
        "state": "running", "rules_version": 3,
    }  # fmt: skip


def _list(language: str) -> dict[str, Any]:
    row = {"id": ID, "service": SERVICE[language], "deadline": AT, "tasks": 0}
    now = {"round": "2027", "state": wording.STATES[CampaignState.RUNNING], "tasks": 7, **_in_short(FIGURES)}
    before = {"round": "2026", "state": wording.STATES[CampaignState.CLOSED], **_in_short(FIGURES)}
    coming = {"round": "2028", "state": wording.STATES[CampaignState.DRAFT], **_in_short(Funnel())}
    return {"page": "campaigns", "rows": [row | coming, row | now, row | before]}


def _campaign(language: str, **changes: Any) -> dict[str, Any]:
    hours = [(AT + timedelta(hours=hour), 1_900 // (1 + hour * hour), 210 // (1 + hour)) for hour in range(14)]
    stages = _stages(FIGURES)
    pools = [{"name": one.name, "capacity": one.capacity, "taken": one.taken, "free": one.free} for one in POOLS]
    lost = (("no_permission", 19), ("no_number", 91), ("non_disclosure_withheld", None), ("not_delivered", 68))
    return {
        "page": "campaign",
        "campaign": _shown(language),
        "state": wording.STATES[CampaignState.RUNNING],
        "missing": [],
        "tiles": _tiles(_view(), FIGURES, 7, EARLIER),
        "funnel": beams(stages),
        "funnel_height": 40 * len(stages),
        "answers": columns(hours),
        "by_day": False,
        "unreached": [
            {"words": wording.reason(code), "people": _("fewer than 5") if number is None else number}
            for code, number in lost
        ],
        "letters": True,
        "pools": pools,
        "rules": [BORN[language], FREE[language]],
        "rounds": [_round(one) for one in EARLIER],
        "find": FindForm(),
    } | changes


def _lacking(language: str) -> dict[str, Any]:
    lacks = {
        Condition.DUTY_TO_PROVIDE: "Name the law that lays the service upon the city (duty_ref).",
        Condition.QUALIFIES: "Publish the rules voucher-age: who is offered what follows from published rules alone.",
    }
    empty = Funnel()
    return _campaign(
        language,
        campaign=_shown(language) | {"state": "draft"},
        state=wording.STATES[CampaignState.DRAFT],
        missing=[(wording.CONDITIONS[condition], why) for condition, why in lacks.items()],
        tiles=_tiles(_view(CampaignState.DRAFT), empty, 0, []),
        funnel=beams(_stages(empty)),
        answers=columns([]),
        unreached=[],
        rounds=[],
    )


def _wrong_code(language: str) -> dict[str, Any]:
    form = FindForm({"code": "zzzz", "reason": "call"})
    form.is_valid()
    return _campaign(language, find=form)


def _queue(language: str, form: SettleForm | None = None) -> dict[str, Any]:
    said = {TaskKind.CONFLICT: None, TaskKind.UNCLEAR: "Kyllä kiitos, mutta voidaanko vaihtaa?", TaskKind.REVIEW: None}
    tasks = [
        {
            "id": UUID(int=number),
            "words": wording.TASKS[kind],
            "opened_at": AT + timedelta(minutes=number),
            "code": f"K7Q{number}",
            "said": words,
            "options": _options(kind).items(),
            "form": form if number == 1 else None,
        }
        for number, (kind, words) in enumerate(said.items())
    ]
    return {"page": "queue", "campaign": _shown(language), "tasks": tasks}


def _unsettled(language: str) -> dict[str, Any]:
    form = SettleForm({"note": ""}, options=list(_options(TaskKind.UNCLEAR)))
    form.is_valid()
    return _queue(language, form)


def _call(language: str) -> dict[str, Any]:
    born = InputShown("birth_date", DATE[language], "3.5.2020")
    rules = (RuleShown("born", BORN[language], True, (born,)), RuleShown("free", FREE[language], True, ()))
    steps = (
        (wording.STEPS["offer.made"], ""),  # type: ignore[index]
        (wording.STEPS["offer.sent"], ""),  # type: ignore[index]
        (f"{wording.STEPS['offer.answered']}: B", str(wording.CHANNELS["sms"])),  # type: ignore[index]
    )
    return {
        "page": "offer",
        "campaign": _shown(language),
        "id": OTHER,
        "code": "K7Q2",
        "state": wording.OFFER_STATES[OfferState.DECLINED],
        "name": "Eino Virtanen",
        "place": "Päiväkoti Pasila",
        "answerers": [{"name": "Aino Virtanen"}, {"name": "Saara Virtanen"}],
        "offered": True,
        "explanation": Explanation(OTHER, "preschool-age", 3, AT, True, "", None, rules, True),
        "steps": [
            {"at": AT + timedelta(minutes=number), "words": words, "more": more}
            for number, (words, more) in enumerate(steps)
        ],
        "open": True,
        "form": AnswerForm(answerers=2),
    }


def _to_be_made(language: str) -> dict[str, Any]:
    return {"page": "letters", "campaign": _shown(language), "number": 91, "form": ReasonForm(), "letters": []}


def _letters(language: str) -> dict[str, Any]:
    text = "Esiopetuspaikka: Päiväkoti Pasila. Vastaa 4.12. mennessä: A K7Q2 = otan, B K7Q2 = en ota."
    to = (
        PostalAddress(ID, "Aino Virtanen", "Hämeentie 1 A 4", "00530", "fi", False),
        PostalAddress(OTHER, "Saara Virtanen", "", "", "fi", True),
    )
    made = [Letter(OTHER, one, text) for one in to]
    return _to_be_made(language) | {"letters": made[:1], "decisions": made[1:], "deliveries": str(OTHER)}


SCENES = (
    Scene("desk-campaigns", None, made("desk/campaigns", _list)),
    Scene("desk-campaign", None, made("desk/campaign", _campaign)),
    Scene("desk-campaign-lacking", None, made("desk/campaign", _lacking)),
    Scene("desk-campaign-wrong-code", None, made("desk/campaign", _wrong_code)),
    Scene("desk-queue", None, made("desk/queue", _queue)),
    Scene("desk-queue-unsettled", None, made("desk/queue", _unsettled)),
    Scene("desk-offer", None, made("desk/offer", _call)),
    Scene("desk-letters-to-make", None, made("desk/letters", _to_be_made)),
    Scene("desk-letters", None, made("desk/letters", _letters)),
)
