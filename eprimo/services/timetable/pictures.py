"""What a moment of the day is, by a picture that who does not read knows, and its usual word."""

PICTURES = (
    ("waving-hand", "Accueil"), ("open-book", "Lecture"), ("crayon", "Écriture"), ("game-die", "Mathématiques"),
    ("studio-microphone", "Langage"), ("books", "Bibliothèque"), ("person-cartwheeling", "Motricité"),
    ("soccer-ball", "Sport"), ("person-swimming", "Piscine"), ("musical-notes", "Musique"),
    ("artist-palette", "Arts"), ("scissors", "Ateliers"), ("seedling", "Sciences"), ("kite", "Récréation"),
    ("fork-and-knife-with-plate", "Cantine"), ("red-apple", "Goûter"), ("bed", "Sieste"), ("toothbrush", "Hygiène"),
    ("backpack", "On se prépare"), ("house-with-garden", "Maison"),
)  # fmt: skip
WORDS = dict(PICTURES)
