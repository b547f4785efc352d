"""Writing terms: set down by whoever keeps the contract, or proposed by one party and accepted by the other."""
