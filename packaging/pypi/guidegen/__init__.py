"""guidegen turns a Hugo-style documentation guide into a site, and proves that the guide is sound."""
