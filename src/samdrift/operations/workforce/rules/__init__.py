"""The room's decisions: shifts and rest, who is called and when the next one is, what runs out."""
