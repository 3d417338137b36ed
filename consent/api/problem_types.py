"""Every problem this API can answer, once: what a document's ``type`` names, and what its page says (RFC 9457 §4.2).

A new problem is one more entry here; ``problem(request, 409, code="its-slug")`` then answers it, and so does a domain
error, or an exception of REST framework, whose code it is. A slug is for good: programs compare the ``type``.
"""

from django.utils.translation import gettext_noop as _

from consent.api.offer_problems import OF_OFFERS
from consent.api.problem_shape import INDEX, ProblemType

__all__ = ["CATALOGUE", "EXACT", "GENERAL", "INDEX", "ProblemType", "problem_type", "slug_of"]

# What an answer is called when nothing more exact is known: one for each status.
GENERAL = (
    ProblemType(
        "malformed",
        400,
        _("Malformed request"),
        _("The request cannot be read: its body is not strict JSON, or its header or address is not well formed."),
        _("Send one JSON document in UTF-8, with no member twice, nothing nested deeper than 32 and no U+0000."),
    ),
    ProblemType(
        "unauthenticated",
        401,
        _("No access token"),
        _("The request carries no access token, or not in the Authorization header."),
        _("Get a token from /o/token/ and send it as “Authorization: Bearer …”, never in the address."),
    ),
    ProblemType(
        "forbidden",
        403,
        _("Not allowed"),
        _("The platform knows who asks, and this client may not do this."),
        _("Do not repeat the request. If your system needs this, ask the city’s registrar."),
    ),
    ProblemType(
        "not-found",
        404,
        _("Nothing here"),
        _("There is no such thing for you. What does not exist and what is another department’s look the same."),
        _("Check the address and the id. Ids of another department or client never work with yours."),
    ),
    ProblemType(
        "method-not-allowed",
        405,
        _("Method not allowed"),
        _("The address exists, but does not answer this method."),
        _("Use one of the methods that the Allow header names."),
    ),
    ProblemType(
        "not-acceptable",
        406,
        _("JSON only"),
        _("The Accept header leaves no form that this address can answer in."),
        _("Send “Accept: application/json”, or no Accept header at all."),
    ),
    ProblemType(
        "conflict",
        409,
        _("Conflict"),
        _("The state of things has changed since you looked, or does not admit this."),
        _("Read the state again and decide anew. Repeating the same request does not help."),
    ),
    ProblemType(
        "length-required",
        411,
        _("Length required"),
        _("The body came in chunks, without its length."),
        _("Send a Content-Length header with the body."),
    ),
    ProblemType(
        "precondition-failed",
        412,
        _("Changed meanwhile"),
        _("What stands here is not what you read: the ETag in If-Match is another."),
        _("Read it again, decide anew, and send the new ETag."),
    ),
    ProblemType(
        "too-large",
        413,
        _("Body too large"),
        _("The body is longer than this address reads."),
        _("Send less at a time. The documentation of each operation says how much it takes."),
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        _("Unsupported media type"),
        _("The body is not of a type, or not in an encoding, that this address reads."),
        _("Send “Content-Type: application/json” and a body in UTF-8."),
    ),
    ProblemType(
        "precondition-required",
        428,
        _("If-Match missing"),
        _("Something stands here already, and the request does not say that it was read."),
        _("Read it, and send its ETag in If-Match, so that nobody’s change is lost."),
    ),
    ProblemType(
        "too-many-requests",
        429,
        _("Too many requests"),
        _("This was asked more often than it may be."),
        _("Wait as many seconds as the Retry-After header says, then ask again."),
    ),
    ProblemType(
        "server-error",
        500,
        _("Server error"),
        _("Something went wrong in the platform. It has been recorded."),
        _("Treat it as a refusal. If it stays, tell the city’s support the id in “instance”."),
    ),
    ProblemType(
        "unavailable",
        503,
        _("Not available now"),
        _("The platform cannot answer now, for example because its database is away. Nothing was changed."),
        _("Treat it as a refusal. Wait as many seconds as the Retry-After header says, then try again."),
    ),
)

EXACT = (
    ProblemType(
        "idempotency-key-missing",
        400,
        _("Idempotency key missing"),
        _("This operation writes, and the request has no Idempotency-Key header or one that cannot be read."),
        _("Send a value of your own for each act, such as a UUID, and the same one when you repeat that act."),
    ),
    ProblemType(
        "invalid",
        400,
        _("Invalid request"),
        _("The request was read, but a member or parameter of it is missing, unknown or not as it must be."),
        _("“errors” lists each thing that is wrong: “pointer” says where, “detail” says what. Mend them all."),
    ),
    ProblemType(
        "draft-shape",
        400,
        _("Not one activity"),
        _("The draft is not one activity as a manifest describes it."),
        _("“errors” lists each thing that is wrong. docs/add-a-service.md describes every member of an activity."),
    ),
    ProblemType(
        "national-id",
        400,
        _("Not a national id"),
        _("The text is not a well-formed Finnish national id."),
        _("Check what was typed. A well-formed id always resolves, whoever it belongs to."),
    ),
    ProblemType(
        "push-address",
        400,
        _("Address of pushes refused"),
        _("Signals are pushed only to https addresses on hosts that the city has named."),
        _("Ask the city’s registrar to have the host named, or fetch signals by polling."),
    ),
    ProblemType(
        "push-authorization",
        400,
        _("Authorization header of pushes refused"),
        _("The text that pushes shall carry as their Authorization header is not one line of visible ASCII."),
        _("Send one line without control characters."),
    ),
    ProblemType(
        "invalid-token",
        401,
        _("Invalid access token"),
        _("The access token is unknown, expired or given back, or its client is disabled."),
        _("Get a new token and try once more. If that fails as well, ask the city’s registrar about the client."),
    ),
    ProblemType(
        "insufficient-scope",
        403,
        _("Scope missing"),
        _("The token lives, but the scope that this operation needs is not in it, or no longer the client’s."),
        _("Get a token with the scope that “detail” names. If the client may not have it, ask the city’s registrar."),
    ),
    ProblemType(
        "idempotency-key-reused",
        409,
        _("Idempotency key used before"),
        _("Another request of this client came under the same Idempotency-Key within the last thirty days."),
        _("Repeat a request exactly as it was, or give a new act a new key."),
    ),
    ProblemType(
        "idempotency-answer-lost",
        409,
        _("First answer lost"),
        _("This act was done under this Idempotency-Key, but its answer was sealed under a key that is gone."),
        _("Do not do it again. Read the state of things to learn what came of it."),
    ),
    ProblemType(
        "use-not-permitted",
        409,
        _("Use was not permitted"),
        _("The decision that is reported on was a refusal: nothing could be read by it."),
        _("If data were read all the same, tell the city’s data protection officer at once."),
    ),
    ProblemType(
        "not-waiting",
        409,
        _("Request not waiting"),
        _("The consent request has been answered or has run out, so it cannot be cancelled."),
        _("Read the request to learn how it stands."),
    ),
    ProblemType(
        "too-many-drafts",
        409,
        _("Too many drafts"),
        _("The department has as many drafts waiting as it may have."),
        _("Take back a draft that is no longer meant, or have a registrar publish one."),
    ),
    ProblemType(
        "too-many-streams",
        409,
        _("Too many streams"),
        _("The department has as many streams of signals as it may have."),
        _("End a stream that is no longer read, then make the new one."),
    ),
)

CATALOGUE = {each.slug: each for each in (*GENERAL, *EXACT, *OF_OFFERS)}
_BY_STATUS = {each.status: each for each in GENERAL}


def slug_of(code: str) -> str:
    """This function will return a code as the catalogue spells it."""
    return code.replace("_", "-")


def problem_type(status: int, code: str = "") -> ProblemType | None:
    """This function will return the type of a problem: the one called ``code`` if there is one, else its status's own.

    A thing that is not there never says which of several it was: 404 has one type. None for a status that this API
    does not answer.
    """
    exact = CATALOGUE.get(slug_of(code)) if status != 404 else None
    return exact if exact and exact.status == status else _BY_STATUS.get(status)
