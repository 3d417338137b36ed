"""The feedback form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.rights.actions.give_feedback import LONGEST, LONGEST_ADDRESS
from consent.rights.topics import Topic

TOPICS = {
    Topic.ACCESSIBILITY: _("Accessibility: something is hard or impossible to use"),
    Topic.DATA: _("My data or my permissions"),
    Topic.MISTAKE: _("A mistake on a page"),
    Topic.OTHER: _("Something else"),
}


class FeedbackForm(forms.Form):
    """What it is about, in one's own words, and where to answer if one wants an answer."""

    topic = forms.ChoiceField(
        choices=[(topic.value, label) for topic, label in TOPICS.items()],
        error_messages={
            "required": _("Choose what your feedback is about."),
            "invalid_choice": _("Choose what your feedback is about."),
        },
    )
    text = forms.CharField(error_messages={"required": _("Write your feedback.")})
    reply_to = forms.EmailField(
        required=False,
        max_length=LONGEST_ADDRESS,
        error_messages={"invalid": _("This is not an e-mail address. Leave the field empty if you want no answer.")},
    )

    def clean_text(self) -> str:
        """This function will return the text with one kind of line break. Raises ValidationError when too long."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LONGEST:
            raise forms.ValidationError(
                _("The text is too long: at most %(longest)d characters, and yours has %(length)d."),
                params={"longest": LONGEST, "length": len(text)},
            )
        return text
