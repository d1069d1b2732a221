from django.urls import path

from eprimo.console.years.views import many

app_name = "years_many"

urlpatterns = [
    path("", many.home, name="home"),
    path("preparer/", many.prepare, name="prepare"),
    path("passer/", many.switch, name="switch"),
]
