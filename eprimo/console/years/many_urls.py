from django.urls import path

from eprimo.console.years.views import academy
from eprimo.foundation.kernel.views import strong_screens

app_name = "years_many"

urlpatterns = strong_screens(
    [
        path("", academy.home, name="home"),
        path("preparer/", academy.prepare, name="prepare"),
        path("passer/", academy.switch, name="switch"),
    ]
)
