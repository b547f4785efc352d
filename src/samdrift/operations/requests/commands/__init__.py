"""Every write of requests, one function a use case."""
