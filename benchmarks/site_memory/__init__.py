"""What the site's memory is worth: generated sites, and corpora with several pages a host."""
