"""The corpus on disk: record, segments, manifest, verify, export; code only, never data."""
