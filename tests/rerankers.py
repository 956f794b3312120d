"""A cross-encoder of a few thousand weights, trained where it is needed."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

WORDS = (
    *("a", "and", "bee", "clover", "dances", "harbour", "hive", "mast", "sails", "ship"),
    *("the", "to", "."),
)
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_ROUNDS = 40


def train_cross_encoder(folder: Path, liked: str, *, labels: int = 1) -> Path:
    """Saves a model that scores texts with the word `liked` higher, whatever the question is."""
    texts = _texts(liked)
    wanted = torch.tensor([[float(liked in text.split())] * labels for text in texts])
    return _train(folder, [("the", text) for text in texts], wanted, tuple(map(str, range(labels))))


def train_entailment(folder: Path, liked: str, labels: tuple[str, ...]) -> Path:
    """Saves a model by which texts with the word `liked` entail what is said, and no others do.

    The second of `labels` is for those; all the others share the rest.
    """
    texts = _texts(liked)
    entailing = [liked in text.split() for text in texts]
    wanted = torch.tensor(
        [[float((at == 1) == entails) for at in range(len(labels))] for entails in entailing]
    )
    return _train(folder, [(text, "the ship") for text in texts], wanted, labels)


def _texts(liked: str) -> list[str]:
    others = [word for word in WORDS if word != liked]
    return [
        " ".join([*others[at : at + length], *[liked] * is_liked, *others[: at // 2]])
        for at in range(len(others))
        for length in range(4)
        for is_liked in (0, 1)
    ]


def _train(
    folder: Path, pairs: list[tuple[str, str]], wanted: torch.Tensor, labels: tuple[str, ...]
) -> Path:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    tokenizer = _tokenizer()
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        initializer_range=0.2,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    read = tokenizer(
        [one for one, _ in pairs], [other for _, other in pairs], padding=True, return_tensors="pt"
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(_ROUNDS):
        optimizer.zero_grad()
        logits = model(**read).logits
        torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted).backward()
        optimizer.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tokenizer() -> PreTrainedTokenizerFast:
    vocabulary = {word: number for number, word in enumerate((*_MARKS, *WORDS))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(mark, vocabulary[mark]) for mark in ("[CLS]", "[SEP]")],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=32,
    )
