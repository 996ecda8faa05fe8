export const DELETE_DESCRIPTION = 'Deletes one file.';
