"""What plans decide: which days they name, how versions join, how an occurrence moves, and what is measured."""
