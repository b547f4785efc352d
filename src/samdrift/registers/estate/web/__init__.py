"""The pages of the estate: browsing places, and models on their way in."""
