/** Less than every id, for lists that begin with the oldest or have no lower end. */
export const UUID_MIN = "00000000-0000-0000-0000-000000000000";
/** Greater than every id, for the first page of a list that is newest first. */
export const UUID_MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";
