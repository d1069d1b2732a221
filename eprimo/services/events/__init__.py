"""What is only a date: an outing, a feast, a meeting. Nobody is told; it is in the agenda."""
