"""The embedded demo newsroom."""
