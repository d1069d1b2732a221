from django.urls import path

from eprimo.console.requests import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "requests"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("<uuid:public_id>/", views.one, name="request"),
        path("<uuid:public_id>/repondre/", views.decide, name="decide"),
        path("<uuid:public_id>/prolonger/", views.extend, name="extend"),
    ]
)
