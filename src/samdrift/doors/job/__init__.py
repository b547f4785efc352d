"""`/job/<token>`: a subcontractor works an order, or a company's list, without a seat; the link is the key."""
