"""Key figures of a contract: what they mean, what a month came to, what both parties say of it, and what it costs."""
