"""Everything that changes the door of a class."""
