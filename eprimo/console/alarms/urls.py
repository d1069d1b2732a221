from django.urls import path

from eprimo.console.alarms import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "alarms"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("<uuid:public_id>/", views.one, name="one"),
        path("<uuid:public_id>/classer/", views.close, name="close"),
    ]
)
