export const READ_DESCRIPTION = `Reads a text file, an image (png, jpg, gif, webp) or a notebook (.ipynb, cell by cell).
Lines come back as number, tab, text. At most 2000 lines a call; go on with offset. Read a file before you change it. Read several files in one turn.`;
