"""For whom a department may ask: for itself, or as the source of the data for a recipient that the registry declares.

The two-sided check of the Estonian model: the supplier asks whether *this recipient* may have the data, the recipient
asks for itself, and each question is a use of its own that the person sees. These are pieces of the check's one
statement; where a department asks for itself about its own activity none of them is computed.
"""

# A recipient is declared with a department's code in the manifest; the owner of an activity receives by owning it.
_DECLARES = "a.recipients @> jsonb_build_array(jsonb_build_object('department', q.department))"

# Whether the activity of another department names the one asked about among its recipients.
IS_DECLARED = f"CASE WHEN a.department_id <> q.department THEN {_DECLARES} ELSE false END"

# Whether the caller may ask for another department: it is the source of the category, and the other one receives it.
ASKS_AS_SOURCE = f"""
CASE WHEN caller.department_id <> q.department THEN coalesce(
    (SELECT source_id = caller.department_id FROM registry_datacategory WHERE code = q.category)
    AND (a.department_id = q.department OR {_DECLARES}), false) ELSE false END
"""  # noqa: S608  (composed of constants)
