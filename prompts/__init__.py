"""The texts that Pilcrow says, in Markdown, and the loader that reads them."""
