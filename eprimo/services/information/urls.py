from django.urls import path

from eprimo.services.information import views

app_name = "information"

urlpatterns = [
    path("aide/", views.help_page, name="help"),
    path("mentions-legales/", views.legal, name="legal"),
    path("vie-privee/", views.privacy, name="privacy"),
    path("vie-privee/registre/", views.register, name="register"),
    path("vie-privee/registre/<slug:kind>/", views.register_file, name="register_file"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("piste/", views.heads, name="heads"),
    path("rapports/", views.reports, name="reports"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("etat/", views.status, name="status"),
]
