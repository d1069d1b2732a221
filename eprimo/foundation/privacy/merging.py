"""Copies of one's own data say what was known of one row: they stay with it, and end within days."""

STAYS = ("privacy.Export",)
