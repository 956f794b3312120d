"""What holds several documents: folders, archives, and lists of addresses."""
