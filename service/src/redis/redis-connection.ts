export interface RedisConnection {
  readonly host: string;
  readonly port: number;
  /** Sent only once the server has proved who it is, if `tls`. */
  readonly password?: string;
  readonly tls: boolean;
}
