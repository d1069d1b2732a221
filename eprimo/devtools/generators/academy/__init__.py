"""A whole academy, invented from a list of schools: its people, its deliveries day after day, and the truth of them."""
