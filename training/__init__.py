"""Recipes, fine-tuning and pre-training."""
