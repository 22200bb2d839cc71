"""The money of a replication: costs, revenue, and the invoices of partners."""
