"""The reference model of rights: slow, pure Python, written from the oracle of the access matrix alone."""
