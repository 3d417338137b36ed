"""The scopes a department's client may hold, with the words shown in the metadata and by ``register_client``."""

SCOPES: dict[str, str] = {
    "decision:evaluate": "Ask whether a use of personal data is allowed",
    "decision:search": "Ask for which people, categories or purposes a use is allowed",
    "subjects:resolve": "Turn a national id into this department's own id of a person",
    "consent:request": "Ask a resident to decide about a consent activity",
    "registry:read": "Read the register of processing activities",
    "registry:draft": "Draft this department's own processing activities; a registrar publishes them",
    "consent:read": "Read the permissions of this department's activities",
    "uses:read": "Read the uses recorded for this department",
    "uses:report": "Report what was read, and passed on, after a use was permitted",
    "uses:find": "Find who used a person's data, for that person (the Data Tracker adapter)",
    "offers:write": "Create campaigns and offers to families",
    "ssf.manage": "Manage streams of revocation events",
    "ssf.read": "Read streams of revocation events",
}

# A client with one of these speaks for people whom nobody here has seen sign in: whom to trust with that is settled on
# the server, where the adapter is switched on, and by no page.
OPERATORS_ALONE = frozenset({"uses:find"})


def unknown_scopes(scopes: frozenset[str]) -> list[str]:
    """This function will return, sorted, those of ``scopes`` that the platform does not have."""
    return sorted(scopes - SCOPES.keys())
