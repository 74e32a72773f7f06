"""E-mail addresses and phone numbers of a cleaned article, replaced by marks where asked for."""
