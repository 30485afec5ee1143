"""Files of very many systems in, files of their tasks out."""
