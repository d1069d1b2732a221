"""What Django says beside a field, in the words of the house: our catalogues come before Django's own.

Django speaks of « valeurs » and « champs ». Who filled a form in is told what to do; pupils read these sentences too,
so none says « vous » nor « tu ».
"""

# What Django marks (one text, or one and its plural) -> what French readers are told.
DJANGO: dict[str | tuple[str, str], str | tuple[str, str]] = {
    "This field is required.": "C’est à remplir.",
    "Enter a valid date.": "Cette date n’existe pas. Exemple\u00a0: 24/11/2026.",
    "Enter a valid time.": "Cette heure n’existe pas. Exemple\u00a0: 8:45.",
    "Enter a valid email address.": "Cette adresse n’est pas complète. Exemple\u00a0: prenom.nom@exemple.fr.",
    "Select a valid choice. %(value)s is not one of the available choices.": (
        "Ce choix n’est pas dans la liste, ou n’y est plus. Il faut en prendre un autre."
    ),
    "Select a valid choice. That choice is not one of the available choices.": (
        "Ce choix n’est pas dans la liste, ou n’y est plus. Il faut en prendre un autre."
    ),
    "Null characters are not allowed.": "Un signe invisible s’est glissé dans ce texte. Il faut le taper à nouveau.",
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ): (
        "C’est trop long\u00a0: %(limit_value)d lettre au plus, et il y en a %(show_value)d.",
        "C’est trop long\u00a0: %(limit_value)d lettres au plus, et il y en a %(show_value)d.",
    ),
    "No file was submitted.": "Il manque un fichier.",
    "The submitted file is empty.": "Ce fichier est vide.",
    (
        "Ensure this filename has at most %(max)d character (it has %(length)d).",
        "Ensure this filename has at most %(max)d characters (it has %(length)d).",
    ): (
        "Le nom de ce fichier est trop long\u00a0: %(max)d lettre au plus.",
        "Le nom de ce fichier est trop long\u00a0: %(max)d lettres au plus.",
    ),
    "This password is too common.": "Ce mot de passe est trop connu. Il en faut un autre.",
    "This password is entirely numeric.": "Des chiffres seuls ne suffisent pas. Il faut aussi des lettres.",
}
