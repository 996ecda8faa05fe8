export const LS_DESCRIPTION = 'Lists a directory: type (d, l or -), size in bytes, name.';
