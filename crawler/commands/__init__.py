"""Scrapy commands; loaded by COMMANDS_MODULE."""
