"""Savings against agreed baselines, idea to verified; guarantees, shared gains, budgets, open book of cost."""
