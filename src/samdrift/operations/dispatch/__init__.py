"""Who does what, where and when on one day: the dispatcher's board, suggestions, and routes proposed by a solver."""
