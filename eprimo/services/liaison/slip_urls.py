"""The short address in the squares of slips. Capitals make a smaller square: `/C/` is `/c/`."""

from django.urls import re_path

from eprimo.services.liaison.views import slips

app_name = "slips"

urlpatterns = [re_path(r"^(?P<code>[A-Za-z2-7]{26})/?$", slips.door, name="door")]
