"""From words to facts: encoding, tagger, linker, normalisation, extractor."""
