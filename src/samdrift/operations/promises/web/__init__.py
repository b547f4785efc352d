"""The doors' side of promises: what its codes are called."""
