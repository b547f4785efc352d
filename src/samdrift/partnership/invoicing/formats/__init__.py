"""E-invoices as plain values: written as Peppol BIS Billing 3.0 and OIOUBL 2.1, read from both, and checked."""
