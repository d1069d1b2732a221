from django.urls import path

from eprimo.console.switches import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "switches"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("<uuid:public_id>/rendre/", views.lift, name="lift"),
    ]
)
