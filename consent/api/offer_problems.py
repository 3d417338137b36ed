"""The problems of rules, campaigns and offers: entries of the one catalogue in ``consent.api.problem_types``."""

from django.utils.translation import gettext_noop as _

from consent.api.problem_shape import ProblemType

OF_OFFERS = (
    ProblemType(
        "rules",
        400,
        _("Not a rule set"),
        _("The body is not a rule set that may be published."),
        _("“errors” lists each thing that is wrong. docs/api.md describes what a rule set is made of."),
    ),
    ProblemType(
        "campaign",
        400,
        _("Not a campaign"),
        _("The draft has something that no campaign can have, such as a deadline that has passed."),
        _("“errors” lists each thing that is wrong. What a draft only lacks yet is no error."),
    ),
    ProblemType(
        "round-exists",
        409,
        _("Round exists"),
        _("The department has a campaign of this service and round already."),
        _("Name another round, or change the campaign that exists while it is a draft."),
    ),
    ProblemType(
        "not-a-draft",
        409,
        _("Campaign has started"),
        _("The campaign is no draft any more, and nothing of it changes under the people who were offered something."),
        _("Make a campaign of a new round if something must be different."),
    ),
    ProblemType(
        "conditions",
        409,
        _("Campaign lacks a condition"),
        _(
            "A campaign starts when the city has the data, may use it, has a duty to provide the service, knows by "
            "published rules who qualifies, and both sides gain. This one lacks something."
        ),
        _("“errors” names each condition that is lacking, and says what would help. Mend them all, then start again."),
    ),
    ProblemType(
        "not-running",
        409,
        _("Campaign not running"),
        _("The campaign has not started, has closed, or its deadline has passed: it offers nothing to anybody."),
        _("Read the campaign to learn how it stands. A draft must be started first."),
    ),
    ProblemType(
        "deadline-ahead",
        409,
        _("Deadline ahead"),
        _("Families were told until when they may answer, and that time has not come."),
        _("Wait for the deadline. The platform then closes the campaign by itself."),
    ),
    ProblemType(
        "closed",
        409,
        _("Campaign closed"),
        _("The campaign has closed, and a closed one never starts again."),
        _("Make a campaign of a new round."),
    ),
)
