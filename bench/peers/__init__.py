"""Other engines on the same packs and sheets, each in the form that is fastest for it."""
