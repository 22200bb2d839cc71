"""Costs of a replication and the invoices of partners."""
