/** An access token can't be taken back, so a role that was changed and a user who was disabled act on for so long. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** A refresh token that is not used for so long is void. */
export const REFRESH_TOKEN_SECONDS = 14 * 24 * 3_600;

/** Then the user logs in again, however often the session was refreshed. */
export const SESSION_SECONDS_MAX = 30 * 24 * 3_600;

export const REFRESH_TOKEN_PREFIX = "rt_";
