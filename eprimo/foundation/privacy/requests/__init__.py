"""Requests about personal data that the school decides, and what becomes of them."""
