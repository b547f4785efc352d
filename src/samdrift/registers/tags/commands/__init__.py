"""Every write of tags, one function a use case."""
