from django.apps import AppConfig


class GovernanceConsoleConfig(AppConfig):
    name = "eprimo.console.governance"
    label = "governance_console"
