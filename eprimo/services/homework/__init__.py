"""What is to be done for when: the lines of a class, one list per child across teachers and schools."""
