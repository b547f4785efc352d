"""The pages of scaling."""
