"""German words: stems, compounds, joined spellings."""
