from django.urls import path

from eprimo.console.years.views import many
from eprimo.foundation.kernel.views import strong_screens

app_name = "years_many"

urlpatterns = strong_screens(
    [
        path("", many.home, name="home"),
        path("preparer/", many.prepare, name="prepare"),
        path("passer/", many.switch, name="switch"),
    ]
)
