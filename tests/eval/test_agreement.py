from dataclasses import replace

import pytest

from solieu.data.markdown import parse
from solieu.eval.agreement import agreement, differences

HEAD = "---\nid: a\ndate: unknown\n---\n"
FIRST = parse(
    HEAD + "Dòng một.\n[GDP](INDICATOR i1) [Huế](PLACE l1) [5%](FIGURE increase=i1 scope=l1)."
)
SECOND = parse(HEAD + "Dòng một.\n[GDP Huế](INDICATOR i1) [5%](FIGURE increase=i1).")


def test_annotators_who_agree_have_no_differences():
    assert agreement([FIRST], [FIRST]).entities.micro.f1 == 1
    assert list(differences([FIRST], [FIRST])) == []


def test_agreement_is_the_same_either_way_round():
    one, other = agreement([FIRST], [SECOND]), agreement([SECOND], [FIRST])
    assert one.entities.micro.f1 == other.entities.micro.f1 == pytest.approx(0.4)
    assert one.relations.relaxed.micro.f1 == other.relations.relaxed.micro.f1


def test_differences_name_the_line_the_side_and_the_matter():
    assert list(differences([FIRST], [SECOND])) == [
        "a:2: < INDICATOR 'GDP'",
        "a:2: > INDICATOR 'GDP Huế'",
        "a:2: < PLACE 'Huế'",
        "a:2: < '5%' increase 'GDP'",
        "a:2: > '5%' increase 'GDP Huế'",
        "a:2: < '5%' scope 'Huế'",
    ]


def test_other_texts_are_refused():
    with pytest.raises(ValueError, match="a"):
        agreement([FIRST], [replace(SECOND, text="Khác", entities=(), relations=())])
