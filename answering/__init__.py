"""From a question to an answer whose statements cite their paragraphs."""
