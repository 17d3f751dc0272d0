"""The steps of the stories: thin, each calls one room and hands the result on."""
