"""Rules as data: one TOML file a category, each entry with its reason and examples."""
