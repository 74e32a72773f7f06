"""Supervised child processes for cleaning."""
