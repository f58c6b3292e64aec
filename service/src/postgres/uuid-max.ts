/** Greater than every id, for the first page of a list that is newest first. */
export const UUID_MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";
