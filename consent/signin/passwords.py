"""What a password of a local account must meet; residents and city staff have none here."""

from typing import Any

SHORTEST, LONGEST = 14, 256

# Length and no known or guessable password; no rules about kinds of characters (NIST SP 800-63B-4 section 3.1.1).
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": SHORTEST},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
