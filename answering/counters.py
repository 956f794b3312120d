"""What is counted, for whoever watches a running bot; never a word of what was said."""

from prometheus_client import Counter

ANSWERS = Counter(
    "pilcrow_answers", "Questions by how they ended and who worded the reply.", ["status", "writer"]
)
NOTES = Counter("pilcrow_notes", "Replies that tell something about how they came to be.", ["note"])
DROPPED = Counter("pilcrow_dropped_sentences", "Sentences that failed their check.")
TOKENS = Counter("pilcrow_model_tokens", "Tokens that the language model counted.")
CACHED = Counter("pilcrow_cached_answers", "Questions answered from the cache.")
