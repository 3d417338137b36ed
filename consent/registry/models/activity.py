"""Processing activities: the rows of the record of processing (GDPR 30)."""

from django.db import models
from django.db.models import F, Q

from consent.core.conditions import Period
from consent.core.vocabulary import Basis
from consent.registry.models.department import Department


class Activity(models.Model):
    """One purpose of one department on one legal basis. What residents read and agree to is in its notices."""

    code = models.CharField(max_length=64, primary_key=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="activities")
    basis = models.CharField(max_length=20, choices=[(value.value, value.value) for value in Basis])
    law_ref = models.CharField(max_length=200, blank=True, default="")
    law_name = models.JSONField(default=dict, blank=True)
    compulsory = models.BooleanField(default=False)
    restriction_exception = models.CharField(max_length=200, blank=True, default="")
    purpose_iri = models.CharField(max_length=100)
    recipients = models.JSONField(default=list, blank=True)
    retention = models.JSONField(default=dict)
    own_decision_from = models.PositiveSmallIntegerField()
    guardians = models.CharField(max_length=3, choices=[("any", "any"), ("all", "all")])
    confidential = models.BooleanField(default=False)
    requires_case = models.BooleanField(default=False)
    requires_staff_ref = models.BooleanField(default=False)
    most_uses = models.PositiveIntegerField(null=True, blank=True)
    most_uses_per = models.CharField(max_length=5, blank=True, default="")
    hours = models.JSONField(null=True, blank=True)
    break_glass = models.BooleanField(default=False)
    high_risk = models.BooleanField(default=False)
    dpia_ref = models.CharField(max_length=200, blank=True, default="")
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    in_force_from = models.DateTimeField()
    in_force_until = models.DateTimeField(null=True, blank=True)
    current_version = models.PositiveIntegerField()
    terms_since_version = models.PositiveIntegerField(default=1)

    class Meta:
        """The rules that hold whoever writes the row; the others are the publish rules."""

        verbose_name_plural = "activities"
        constraints = (
            models.CheckConstraint(
                condition=Q(basis__in=[value.value for value in Basis]), name="registry_activity_basis_known"
            ),
            models.CheckConstraint(
                # SQL lets an unknown pass, and a comparison with NULL is unknown.
                condition=~Q(basis=Basis.CONSENT.value) | Q(valid_months__isnull=False, valid_months__range=(1, 24)),
                name="registry_activity_consent_expires",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.PUBLIC_TASK.value) | ~Q(law_ref=""), name="registry_activity_task_has_law"
            ),
            models.CheckConstraint(condition=Q(guardians__in=["any", "all"]), name="registry_activity_guardians_known"),
            models.CheckConstraint(
                condition=Q(break_glass=False) | Q(basis=Basis.VITAL_INTERESTS.value),
                name="registry_activity_emergency_is_vital",
            ),
            models.CheckConstraint(
                condition=Q(most_uses__isnull=True, most_uses_per="")
                | Q(most_uses__isnull=False, most_uses__gte=1, most_uses_per__in=[period.value for period in Period]),
                name="registry_activity_uses_per_period",
            ),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gt=F("in_force_from")),
                name="registry_activity_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(terms_since_version__gte=1, terms_since_version__lte=F("current_version")),
                name="registry_activity_terms_of_a_version",
            ),
        )

    def __str__(self) -> str:
        return self.code
