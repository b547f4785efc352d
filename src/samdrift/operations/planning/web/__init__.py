"""Pages of plans: for whoever plans, and for who watches over what the law demands."""
