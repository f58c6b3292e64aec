import { anyText, integer, oneOf, onlyDefault, type AttributeRules } from "./attributes.ts";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
export const LOAD_BALANCER_ATTRIBUTES: AttributeRules = {
  "access_logs.s3.enabled": onlyDefault(oneOf("false", "true")),
  "access_logs.s3.bucket": anyText(""),
  "access_logs.s3.prefix": anyText(""),
  "connection_logs.s3.enabled": onlyDefault(oneOf("false", "true")),
  "connection_logs.s3.bucket": anyText(""),
  "connection_logs.s3.prefix": anyText(""),
  "client_keep_alive.seconds": integer(3_600, 60, 604_800),
  "deletion_protection.enabled": oneOf("false", "true"),
  "idle_timeout.timeout_seconds": integer(60, 1, 4_000),
  "load_balancing.cross_zone.enabled": onlyDefault(oneOf("true", "false")),
  "routing.http.desync_mitigation_mode": oneOf("defensive", "monitor", "strictest"),
  "routing.http.drop_invalid_header_fields.enabled": oneOf("false", "true"),
  "routing.http.preserve_host_header.enabled": oneOf("false", "true"),
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": onlyDefault(oneOf("false", "true")),
  "routing.http.xff_client_port.enabled": oneOf("false", "true"),
  "routing.http.xff_header_processing.mode": oneOf("append", "preserve", "remove"),
  "routing.http2.enabled": oneOf("true", "false"),
  "waf.fail_open.enabled": onlyDefault(oneOf("false", "true")),
  "zonal_shift.config.enabled": onlyDefault(oneOf("false", "true")),
};
