"""Writing who is at school: calls and corrections of the school, what families tell beforehand."""
