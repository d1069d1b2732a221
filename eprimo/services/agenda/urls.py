from django.urls import path

from eprimo.services.agenda.views import files, pages, telephone

app_name = "agenda"

urlpatterns = [
    path("", pages.home, name="home"),
    path("papier/", pages.paper, name="paper"),
    path("telephone/", telephone.telephone, name="telephone"),
    path("telephone/adresse/", telephone.make, name="make"),
    path("telephone/fermer/", telephone.end, name="end"),
    path("importer/", files.choose, name="import"),
    path("importer/ajouter/", files.add, name="import_add"),
    path("ics/<slug:token>", telephone.feed, name="feed"),
]
