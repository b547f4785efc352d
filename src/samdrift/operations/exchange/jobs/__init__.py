"""What the worker does: speaks to partners and sends webhooks."""

from samdrift.operations.exchange.jobs import partners, webhooks

__all__ = ["partners", "webhooks"]
