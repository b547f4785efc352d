"""What the contract promised about a piece of work: its clocks, pauses and due times."""
