"""The durable frontier: every URL in exactly one state, in SQLite."""
