"""What the convention of the group says, as data: the values a market starts from. Its settings are corrected on
the coordinator's page; nothing else repeats them."""

from datetime import date

# « La dénomination du groupement est » [C preamble]: each document bears it, letter for letter.
NAME = "Environnement Numérique de Travail des écoles de l’Académie de Nantes, ENT 1er degré e-primo"
# « fixée au 24 janvier 2026 » [C 2, 6]: the last day on which the registered letter is posted.
JOINS_UNTIL = date(2026, 1, 24)
# « au plus tôt le 26 janvier 2026 » [C 8].
LAUNCHES_FROM = date(2026, 1, 26)
# « Fin avril 2026 : notification du marché » [C 6]: a forecast, no rule.
NOTIFICATION_EXPECTED = date(2026, 4, 30)
# « date d’entrée en vigueur du nouveau marché » [C 6, 8].
STARTS_ON = date(2026, 7, 19)
# « 24 mois renouvelable tacitement une fois, soit 48 mois en tout » [C 2, 6].
PERIOD_MONTHS = 24
PERIODS = 2
# « dans les deux mois qui précèdent la fin de la première période » [C 3].
WITHDRAWAL_MONTHS = 2
# « la commission d’appel d’offres » [C 7.3]: the text says no more of it.
COMMISSION = (
    "La commission d’appel d’offres est réunie par le rectorat, coordonnateur\N{NO-BREAK SPACE}; sa composition est "
    "à arrêter (la convention la nomme sans dire qui y siège)."
)
# « le poids du critère prix à 40% de la note finale […] 60% » for the functional requirements [C 7.3].
PRICE_WEIGHT = 40
QUALITY_WEIGHT = 60
# The second round of the elections of communes: between the last day to join and the start of the market, who signs for
# communes and their groupings changes.
ELECTIONS_ON = date(2026, 3, 22)
# « 85 % des élèves du premier degré public » and « plus de 1 530 écoles » [C preamble]: what coverage is compared with.
BASE_SHARE = 85
BASE_SCHOOLS = 1530
