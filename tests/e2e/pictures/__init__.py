"""Every screen as a picture, with the people of the demo: what `tests.e2e.screens` makes. No test is here."""
