"""Every address of the product. Each app keeps its own; names are `app:page`."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from eprimo.foundation.content.pages.routes import found_routes

handler500 = "eprimo.ui.views.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("eprimo.services.information.urls")),
    path("", include("eprimo.services.home.urls")),
    path("", include("eprimo.services.pwa.urls")),
    path("", include("eprimo.foundation.classroom.urls")),
    path("carnet/", include("eprimo.services.liaison.urls")),
    path("compte/avis/", include("eprimo.foundation.notifications.urls")),
    re_path(r"^[cC]/", include("eprimo.services.liaison.slip_urls")),
    path("fichiers/", include("eprimo.foundation.content.pages.file_urls")),
    path("mes-donnees/", include("eprimo.services.my_data.urls")),
    path("compte/", include("eprimo.foundation.privacy.urls")),
    path("compte/preuve/", include("eprimo.foundation.factors.urls")),
    path("compte/", include("eprimo.foundation.accounts.urls")),
    path("ecole/mode-classe/", include("eprimo.console.class_mode.urls")),
    path("ecole/fiches/", include("eprimo.console.sheets.urls")),
    path("alertes/", include("eprimo.console.alarms.urls")),
    path("preuves/", include("eprimo.console.vouching.urls")),
    path("suspendre/", include("eprimo.console.switches.urls")),
    path("direct/", include("eprimo.foundation.notifications.live.urls")),
    path("annees/", include("eprimo.services.archives.urls")),
    path("personnes/", include("eprimo.services.people.urls")),
    path("ecole/fermer/", include("eprimo.console.closing.urls")),
    path("ecole/annee/", include("eprimo.console.years.urls")),
    path("ecole/import/", include("eprimo.console.imports.urls")),
    path("ecole/", include("eprimo.console.school.urls")),
    path("assistance/", include("eprimo.console.support.urls")),
    path("demandes/", include("eprimo.console.requests.urls")),
    path("groupement/invitation/", include("eprimo.console.consortium.invitation_urls")),
    path("groupement/", include("eprimo.console.consortium.urls")),
    path("groupement/", include("eprimo.console.orders.urls")),
    path("", include("eprimo.console.governance.group_news_urls")),
    path("groupement/reunions/", include("eprimo.console.governance.urls")),
    path("groupement/marche/", include("eprimo.console.tender.urls")),
    path("territoire/annees/", include("eprimo.console.years.many_urls")),
    path("territoire/annuaire/", include("eprimo.console.academy_directory.urls")),
    path("territoire/mandats/", include("eprimo.console.mandates.urls")),
    path("territoire/", include("eprimo.console.territory.urls")),
]
# What services declare in their folders, pages of their own and kinds of things: found, and refused where they would
# stand on another page.
urlpatterns += found_routes(urlpatterns)
