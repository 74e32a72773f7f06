class CountWords:
    """Runs after the cleaning, and sees its fields."""

    def process_item(self, item):
        item["words"] = len((item.get("text") or "").split())
        return item
