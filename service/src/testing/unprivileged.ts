/** PostgreSQL refuses to run as root: `nobody`, who owns nothing. */
export const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
