"""The log, open to anyone: checkpoints, tiles and keys as files for programs (C2SP tlog-tiles), and a page."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consent.core.errors import NotFound
from consent.core.tiles import TILE_WIDTH, TileError, parse_tile_path
from consent.log.public_queries import Published, log_views, published_checkpoint, witnessed_checkpoint
from consent.log.published_keys import published_keys
from consent.log.tile_queries import tile_bytes
from consent.log.tree_queries import current_log, latest_checkpoint, log_of
from consent.public.log_page import as_data, entries

NOTE_TYPE = "text/plain; charset=utf-8"
FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
A_MOMENT = "public, max-age=2"


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """This function will show what the log is, how far it has got and how anybody verifies it (GDPR 5(2), 12(1))."""
    views = log_views()
    witnessed = witnessed_checkpoint(views[0].number) if views else None
    context = {"page": "log", "logs": entries(views), "witnessed": witnessed, "address": settings.PUBLIC_URL}
    return render(request, "public/log.html", context)


@require_safe
def checkpoint(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """This function will return the newest signed checkpoint with the lines of its witnesses (C2SP tlog-checkpoint)."""
    return _note(published_checkpoint(_number(number)))


@require_safe
def witnessed(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """This function will return the newest checkpoint that the city's quorum of witnesses has cosigned."""
    return _note(witnessed_checkpoint(_number(number)))


@require_safe
def tile(request: HttpRequest, path: str, number: int | None = None) -> HttpResponse:
    """This function will return a tile or a bundle of entries of what has been signed, by its canonical path only.

    Under the address without a number the log that grows is served. Full tiles of a numbered log never change; those
    of the other address do, once, when a successor begins: from then on they are kept for a moment only.
    """
    at = _number(number)
    latest = latest_checkpoint(at)
    try:
        wanted = parse_tile_path(f"tile/{path}")
        content = tile_bytes(at, wanted, latest.size if latest else 0)
    except (TileError, NotFound):
        raise Http404 from None
    except ValueError:
        # Something is wrong with the log itself; its verification says what.
        return HttpResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    response = HttpResponse(content, content_type="application/octet-stream")
    lasting = FOREVER if wanted.width == TILE_WIDTH else AN_HOUR
    response["Cache-Control"] = lasting if number is not None or at == 1 else A_MOMENT
    return response


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """This function will return every key that ever signed a log, a line each as ``--key`` takes them.

    With ``format=json`` it also tells from when to when each signed, how far a compromised one is believed, the
    witnesses and their quorum.
    """
    response: HttpResponse
    if request.GET.get("format") == "json":
        response = JsonResponse(as_data(log_views()), json_dumps_params={"indent": 2})
    else:
        response = HttpResponse(published_keys(), content_type=NOTE_TYPE)
    response["Cache-Control"] = A_MOMENT
    return response


def _number(number: int | None) -> int:
    """The log that is meant: the one that grows unless another is named."""
    try:
        found = current_log() if number is None else log_of(number) if number < 2**15 else None
    except NotFound:
        found = None
    if found is None:
        raise Http404
    return found.number


def _note(published: Published | None) -> HttpResponse:
    if published is None:
        raise Http404
    response = HttpResponse(published.note, content_type=NOTE_TYPE)
    response["Cache-Control"] = A_MOMENT
    return response
