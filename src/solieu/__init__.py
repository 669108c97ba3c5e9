"""solieu: facts from Vietnamese economic and government news."""
