"""The open book: what happened, for whom, told to those who follow, sealed so that nobody can change it unseen."""
