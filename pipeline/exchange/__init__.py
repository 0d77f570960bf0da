"""Exchange with the programs coders use: REFI-QDA projects and codebooks, spreadsheets, Word.

Every format is read into, and written from, the same few things: a codebook, notes as text, and people's decisions.
"""
