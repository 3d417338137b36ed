"""The hasher of OAuth client secrets."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class ClientSecretHasher(PBKDF2PasswordHasher):
    """PBKDF2 with few iterations.

    A client secret is 128 random characters, so nobody guesses it, however cheap one guess is; a million iterations
    would only let anybody who knows a client id burn half a second of our processor with each token request.
    """

    algorithm = "pbkdf2_sha256_client"
    iterations = 1_000
