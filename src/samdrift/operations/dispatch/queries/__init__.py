"""Questions of the board: who is there, what is to be done, how far it is, what was proposed."""
