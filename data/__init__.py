"""Articles and their parts: types, files, checks, segmentation."""
