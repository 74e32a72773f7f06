"""Measurements that a user can repeat: speed, memory and quality beside the peers.

``python -m benchmarks CORPUS`` writes a table and plots; see ``docs/performance.md``.
"""
