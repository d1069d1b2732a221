"""Invented people and invented deliveries: seeded, so that a figure can be found again."""
