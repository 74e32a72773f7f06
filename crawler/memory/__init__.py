"""Where the notes of ``cleaners.memory`` are kept, by site; and how a person sees them."""

from crawler.memory.store import FILE_NAME, MemoryStore, Remembered

__all__ = ["FILE_NAME", "MemoryStore", "Remembered"]
