"""Every write of the desk, one function a use case."""
