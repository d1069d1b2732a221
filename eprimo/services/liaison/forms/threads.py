"""A few words of a reply thread."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eprimo.services.liaison.models.thread import MAX_BODY


class ReplyForm(forms.Form):
    body = forms.CharField(
        label=_("Votre message"),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Écrivez quelques mots."),
            "max_length": _("Votre message est trop long\u00a0: 2 000 lettres au plus."),
        },
    )
