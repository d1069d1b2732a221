"""The agenda: all that has a date, by month, by week, in a list."""
