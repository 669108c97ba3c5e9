"""Tone marks on two vowels, which two styles place differently: hòa is the old one, hoà the new."""

OLD_STYLE = {
    case(plain + toned): case(accented + bare)
    for case in (str.lower, str.upper, str.capitalize)
    for plain, bare, accents, tones in (
        ("o", "a", "òóỏõọ", "àáảãạ"),
        ("o", "e", "òóỏõọ", "èéẻẽẹ"),
        ("u", "y", "ùúủũụ", "ỳýỷỹỵ"),
    )
    for accented, toned in zip(accents, tones, strict=True)
}
"""The old style's spelling of two vowels in the new."""
NEW_STYLE = {old: new for new, old in OLD_STYLE.items()}
"""The new style's of two in the old."""
