"""What follows from who is at school: families are asked, and no more once somebody told why."""
