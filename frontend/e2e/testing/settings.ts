import { E2eError } from "./errors.ts";

export interface Settings {
  /** The origin at which the page and the API are, such as `https://127.64.0.10:8443`. */
  readonly frontendUrl: string;
  readonly email: string;
  readonly password: string;
  /** PEM of the authority that signed the server's certificate; undefined if every browser trusts it. */
  readonly caFile: string | undefined;
}

/** From `FRONTEND_URL`, `DEMO_EMAIL`, `DEMO_PASSWORD` and `CA_FILE`. Throws `setting_missing`. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const required = (name: string): string => {
    const value = env[name];
    if (!value)
      throw new E2eError("setting_missing", `${name} is not set; set FRONTEND_URL, DEMO_EMAIL, DEMO_PASSWORD.`);
    return value;
  };
  return {
    frontendUrl: required("FRONTEND_URL"),
    email: required("DEMO_EMAIL"),
    password: required("DEMO_PASSWORD"),
    caFile: env.CA_FILE || undefined,
  };
}
