"""The page that verifies receipts is one file, lets in its own script only and speaks to nobody."""

import base64
import hashlib
import html
import re

import pytest
from django.test import Client

from consent.log.published_keys import published_keys
from scripts import verify_page
from tests.signed_log import VKEY, sign_log

PAGE = verify_page.PAGE.read_text(encoding="utf-8")


def test_the_page_is_not_behind_its_parts() -> None:
    assert verify_page.page() == PAGE, "run: python -m scripts.verify_page"


@pytest.mark.django_db
def test_the_site_shows_it_with_the_keys_of_today() -> None:
    sign_log()
    answer = Client().get("/verify/")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert f"{html.escape(VKEY)}\n</textarea>" in shown
    assert shown.replace(html.escape(published_keys()), "") == PAGE
    assert Client().get("/verify/verify.html").content == answer.content


@pytest.mark.django_db
def test_only_its_own_script_and_style_are_let_in() -> None:
    answer = Client().get("/verify/")
    policy = answer["Content-Security-Policy"]
    shown = answer.content.decode()
    for tag in ("script", "style"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", shown, re.DOTALL)
        assert base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode() in policy
    for rule in ("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "connect-src" not in policy


def test_it_fetches_nothing_and_stores_nothing() -> None:
    for way in ("fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "import(", "localStorage", "cookie"):
        assert way not in PAGE
    assert re.findall(r'\b(?:src|href)="(?!verify\.html|data:,)', PAGE) == []
    outside = set(re.findall(r"https?://([a-z0-9.]+)", PAGE))
    assert outside == {"w3id.org", "schema.org", "purl.org", "www.w3.org"}  # names of terms, never fetched


@pytest.mark.django_db
def test_before_anything_is_signed_there_is_no_key_and_still_a_page() -> None:
    assert Client().get("/verify/").content.decode() == PAGE
