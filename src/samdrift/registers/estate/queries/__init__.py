"""Every read of the estate, by what is asked for."""
