"""Fetching politely and safely: robots, egress guard, retries, limits."""
