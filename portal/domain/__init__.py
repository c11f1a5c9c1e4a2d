"""The rules of the house: pure, standard library only. Time is always an argument."""
