"""The judges: each says what it thinks of each block, and why; one decision combines them."""
