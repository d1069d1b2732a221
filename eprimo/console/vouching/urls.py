from django.urls import path

from eprimo.console.vouching import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "vouching"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("inviter/", views.invite, name="invite"),
        path("<uuid:public_id>/code/", views.give, name="give"),
    ]
)
