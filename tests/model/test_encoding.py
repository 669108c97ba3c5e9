import pytest
import torch

from solieu.data.article import Article, Entity, Relation
from solieu.data.inventory import SOLIEU
from solieu.data.segmentation import segmenter
from solieu.model.batch import collate
from solieu.model.encoding import ArticleEncoder
from solieu.model.subwords import load_subwords

TEXT = "Quý I/2024, GDP tăng 5,66% so với cùng kỳ.\r\nXuất khẩu đạt 93 tỷ USD."


def mention(text, label, part):
    start = text.index(part)
    return Entity(label, start, start + len(part), part)


def annotated(text=TEXT):
    entities = tuple(
        mention(text, label, part)
        for label, part in [
            ("PERIOD", "Quý I/2024"),
            ("INDICATOR", "GDP"),
            ("FIGURE", "5,66%"),
            ("PERIOD", "cùng kỳ"),
            ("INDICATOR", "Xuất khẩu"),
            ("FIGURE", "93 tỷ USD"),
        ]
    )
    links = [(2, "increase", 1), (2, "during", 0), (2, "baseline", 3), (5, "level", 4)]
    return Article(text, "a", entities=entities, relations=tuple(Relation(*link) for link in links))


@pytest.fixture(scope="module")
def encoder(phobert):
    return ArticleEncoder(
        segmenter=segmenter("underthesea"), subwords=load_subwords(phobert), window=32, overlap=8
    )


def test_words_sentences_and_lines_are_counted(encoder):
    text = encoder.encode(TEXT)
    assert len(text.words) == len(text.sentences) == len(text.lines)
    assert {text.lines[0], text.lines[-1]} == {0, 1}
    assert text.words[0].start == 0
    assert text.words[-1].end == len(TEXT)


def test_gold_mentions_and_links_are_kept_in_words(encoder):
    example = encoder.example(annotated(), SOLIEU)
    words = example.text.words
    found = [TEXT[words[s.start].start : words[s.end - 1].end] for s in example.spans]
    assert found == [entity.text for entity in annotated().entities]
    keys = [key.name for key in SOLIEU.keys]
    links = [(head, keys[key], tail) for head, key, tail in example.links]
    assert links == [(2, "increase", 1), (2, "during", 0), (2, "baseline", 3), (5, "level", 4)]
    assert example.lost == ()


def test_a_mention_that_begins_inside_a_word_is_lost_with_its_links(encoder):
    article = annotated()
    inside = Entity("INDICATOR", 13, 15, TEXT[13:15])
    entities = (article.entities[0], inside, *article.entities[2:])
    example = encoder.example(Article(TEXT, "a", None, entities, article.relations), SOLIEU)
    assert example.lost == (1,)
    assert len(example.links) == 3


@pytest.mark.parametrize(
    ("entities", "relations", "name"),
    [
        ((Entity("COMPANY", 0, 3, "Quý"),), (), "COMPANY"),
        (annotated().entities, (Relation(2, "causes", 1),), "causes"),
    ],
    ids=["label", "key"],
)
def test_what_the_inventory_lacks_is_named(encoder, entities, relations, name):
    with pytest.raises(ValueError, match=f"article 'a': the inventory lacks '{name}'"):
        encoder.example(Article(TEXT, "a", None, entities, relations), SOLIEU)


def test_a_batch_numbers_the_words_of_all_its_articles(encoder):
    examples = [encoder.example(annotated(text), SOLIEU) for text in (TEXT, TEXT + "\n" + TEXT)]
    batch = collate(examples, pad=1)
    words = sum(len(example.text.words) for example in examples)
    owners = batch["owners"]
    assert owners[owners >= 0].unique().tolist() == list(range(words))
    assert len(batch["tags"]) == words
    assert torch.equal(batch["attention_mask"] == 0, batch["input_ids"] == 1)
    assert batch["links"][:, 0].tolist() == [0] * 4 + [1] * 4
    assert batch["labels"].shape == batch["spans"].shape[:2] == batch["places"].shape[:2]
    assert int(batch["spans"][1].min()) >= len(examples[0].text.words)


def test_articles_without_mentions_can_be_batched(encoder):
    batch = collate([encoder.example(Article("Không có gì."), SOLIEU)], pad=1)
    assert batch["links"].shape == (0, 4)
    assert batch["labels"].tolist() == [[-1]]
