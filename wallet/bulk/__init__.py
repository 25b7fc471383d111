"""Many credentials at once, for offices without an account: one table, and nothing kept."""
