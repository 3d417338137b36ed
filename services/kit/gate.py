"""The gate every page of a service goes through: whom is it about, and what may be read for this purpose now?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import get_language

from services.kit import connection
from services.kit.apps import ServiceConfig
from services.kit.manifest import Manifest, ManifestError, Texts
from services.kit.records import Reader
from services.kit.wording import NOT_ASKED, NOT_CONNECTED, NOT_HONOURED, NOT_NOW, why_not
from services.sdk.errors import ConsentError, NotConnected, PermitError
from services.sdk.permits import Permit, Refusal
from services.sdk.questions import Question, Undecided

T = TypeVar("T")
Resolve = Callable[[str], str]
OK, UNAVAILABLE = 200, 503


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer from the ledger, which is a no: nothing is shown, and the page says so with status 503."""

    connected: bool

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class NotHonoured:
    """The ledger's no to a source that was shown a signed permit; it tells nobody why."""

    def __bool__(self) -> bool:
        return False


Given = Permit | Refusal | Unavailable | NotHonoured


@dataclass(frozen=True, slots=True)
class Panel(Generic[T]):
    """One field of a page: its data, or in words why it is not shown."""

    category: str
    title: str
    asked: bool
    allowed: bool
    data: T | None
    why_not: Promise | str


@dataclass(frozen=True, slots=True)
class Answers:
    """What the ledger answered for one page load, by category."""

    activity: str
    activity_title: str
    pairwise_id: str
    by_category: Mapping[str, Given]
    category_names: Mapping[str, Texts]
    fault: Unavailable | None

    @property
    def available(self) -> bool:
        """Whether the ledger answered at all."""
        return self.fault is None

    @property
    def connected(self) -> bool:
        """Whether the module can ask the ledger; when not, somebody has to mend it."""
        return self.fault is None or self.fault.connected

    @property
    def status(self) -> int:
        """The HTTP status the page should have."""
        return OK if self.available else UNAVAILABLE

    def read(self, reader: Reader[T]) -> Panel[T]:
        """This function will read one records function under its permit, or say why it may not be read."""
        # A reading that serves another activity was not asked for here, whatever its category.
        answer = self.by_category.get(reader.category) if reader.activity == self.activity else None
        title = in_language(self.category_names.get(reader.category, {}))
        asked, words = answer is not None, in_words(answer)
        if isinstance(answer, Permit):
            try:
                return Panel(reader.category, title, asked, True, reader(answer, self.pairwise_id), "")
            except PermitError:
                words = NOT_NOW
        return Panel(reader.category, title, asked, False, None, words)


def ask(
    *,
    module: str,
    activity: str,
    locate: Callable[[Resolve], str],
    staff_ref: str,
    case: str = "",
    as_recipient: str = "",
    for_recipient: str = "",
    permit_for: str = "",
) -> Answers:
    """This function will find the person and ask for every category of the activity, afresh at each call.

    locate is given the client's resolve and returns a pairwise id; what it raises for an unknown person passes
    through. A fault on the way to the ledger never raises: then every category is Unavailable. The module's department
    asks for itself, unless for_recipient names a department that it would hand the data to, or as_recipient one that
    asks for itself what it would be handed (services.kit.handover puts the two together). With permit_for, the code of
    the department that is the source, what is allowed carries the signed permits that are shown to it.
    """
    manifest = _manifest_of(module)
    purpose = manifest.activity(activity)
    if {as_recipient, for_recipient} - {"", *purpose.recipients}:
        raise ManifestError(f"The manifest of {module} does not declare that recipient of {activity}.")
    pairwise_id, fault = "", None
    answers: Mapping[str, Given]
    try:
        client = connection.client_for(manifest, as_recipient)
        pairwise_id = locate(client.resolve)
        answers = client.check(
            activity,
            purpose.categories,
            pairwise_id,
            staff_ref=staff_ref,
            case=case,
            recipient=for_recipient,
            permit_for=permit_for,
        )
    except ConsentError as trouble:
        fault = _unavailable(trouble)
        answers = dict.fromkeys(purpose.categories, fault)
    return Answers(activity, in_language(purpose.titles), pairwise_id, answers, manifest.category_names, fault)


def ask_many(
    *, module: str, activity: str, categories: Sequence[str], people: Sequence[str], staff_ref: str
) -> list[dict[str, Permit | Refusal | Undecided]]:
    """This function will ask about many people in one batch, and return for each, in order, an answer a category.

    For jobs, which stop when the ledger does not answer: it raises ConsentError, and then nothing is allowed. A permit
    of a batch lives for seconds, so ask for as many as are read at once.
    """
    client = connection.client_for(_manifest_of(module))
    questions = [Question(activity, name, person, staff_ref=staff_ref) for person in people for name in categories]
    answers = iter(client.check_many(questions))
    return [{name: next(answers) for name in categories} for _ in people]


def take(*, module: str, activity: str, locate: Callable[[Resolve], str], proofs: Mapping[str, str]) -> Answers:
    """This function will let the module's department, as the source, take what a recipient shows it.

    proofs are the signed permits by category; of the person the recipient says nothing, so locate finds the source's
    own id of whom it thinks it is about, as for ask. The ledger decides each anew, and a permit is good once. A fault
    never raises: then every category is Unavailable.
    """
    manifest = _manifest_of(module)
    pairwise_id, fault = "", None
    answers: Mapping[str, Given]
    try:
        client = connection.client_for(manifest)
        pairwise_id = locate(client.resolve)
        answers = {name: client.redeem(proof, pairwise_id) or NotHonoured() for name, proof in proofs.items()}
    except ConsentError as trouble:
        fault = _unavailable(trouble)
        answers = dict.fromkeys(proofs, fault)
    title = in_language(manifest.activity(activity).titles)
    return Answers(activity, title, pairwise_id, answers, manifest.category_names, fault)


def department_of(module: str) -> str:
    """This function will return the code of the department that the module belongs to."""
    return _manifest_of(module).department


def _manifest_of(module: str) -> Manifest:
    config = apps.get_app_config(module)
    if not isinstance(config, ServiceConfig):
        raise TypeError(f"{module} is not a service module.")
    return config.manifest


def _unavailable(trouble: ConsentError) -> Unavailable:
    return Unavailable(connected=not isinstance(trouble, NotConnected))


def in_language(texts: Texts) -> str:
    """This function will return the text in the page's language, else in Finnish."""
    return texts.get((get_language() or "fi")[:2]) or texts.get("fi", "")


def in_words(answer: Given | None) -> Promise | str:
    """This function will return why an answer opens nothing, in plain words."""
    if isinstance(answer, Refusal):
        return why_not(answer.reason)
    if isinstance(answer, NotHonoured):
        return NOT_HONOURED
    if isinstance(answer, Unavailable):
        return NOT_NOW if answer.connected else NOT_CONNECTED
    return NOT_ASKED
