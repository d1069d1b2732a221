from django.urls import path

from eprimo.console.support import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "support"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("ecoles/", views.schools, name="schools"),
        path("ecoles/<slug:uai>/", views.ask, name="ask"),
        path("<uuid:public_id>/", views.access, name="access"),
        path("<uuid:public_id>/repondre/", views.answer, name="answer"),
        path("<uuid:public_id>/terminer/", views.end, name="end"),
        path("<uuid:public_id>/personnes/", views.people, name="people"),
        path("<uuid:public_id>/personnes/<uuid:person>/", views.person, name="person"),
    ]
)
