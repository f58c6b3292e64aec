/** A security policy: which TLS versions and ciphers a listener agrees to, ciphers in order and in OpenSSL's names. */
export interface SslPolicyRecord {
  readonly name: string;
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
}

const TLS13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];
const GCM_128 = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"];
const CBC_128 = ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256"];
const SHA1_128 = ["ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA"];
const GCM_256 = ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"];
const CBC_256 = ["ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384"];
const SHA1_256 = ["ECDHE-RSA-AES256-SHA", "ECDHE-ECDSA-AES256-SHA"];
const RSA = ["AES128-GCM-SHA256", "AES128-SHA256", "AES256-GCM-SHA384", "AES256-SHA256"];
const RSA_SHA1 = [
  "AES128-GCM-SHA256",
  "AES128-SHA256",
  "AES128-SHA",
  "AES256-GCM-SHA384",
  "AES256-SHA256",
  "AES256-SHA",
];

const STRICT = [...GCM_128, ...GCM_256];
const FORWARD_SECRET = [...GCM_128, ...CBC_128, ...GCM_256, ...CBC_256];
const FORWARD_SECRET_SHA1 = [...GCM_128, ...CBC_128, ...SHA1_128, ...GCM_256, ...CBC_256, ...SHA1_256];
const ALL = [...FORWARD_SECRET_SHA1, ...RSA_SHA1];

export const DEFAULT_SSL_POLICY = "ELBSecurityPolicy-2016-08";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
export const SSL_POLICIES: readonly SslPolicyRecord[] = [
  { name: DEFAULT_SSL_POLICY, protocols: ["TLSv1", "TLSv1.1", "TLSv1.2"], ciphers: ALL },
  { name: "ELBSecurityPolicy-TLS13-1-2-2021-06", ...tls13(FORWARD_SECRET) },
  { name: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", ...tls13(STRICT) },
  { name: "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", ...tls13([...FORWARD_SECRET, ...RSA]) },
  { name: "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", ...tls13(ALL) },
  { name: "ELBSecurityPolicy-TLS13-1-3-2021-06", protocols: ["TLSv1.3"], ciphers: TLS13 },
  { name: "ELBSecurityPolicy-TLS-1-2-2017-01", ...tls12([...FORWARD_SECRET, ...RSA]) },
  { name: "ELBSecurityPolicy-TLS-1-2-Ext-2018-06", ...tls12(ALL) },
  { name: "ELBSecurityPolicy-FS-1-2-2019-08", ...tls12(FORWARD_SECRET_SHA1) },
  { name: "ELBSecurityPolicy-FS-1-2-Res-2019-08", ...tls12(FORWARD_SECRET) },
  { name: "ELBSecurityPolicy-FS-1-2-Res-2020-10", ...tls12(STRICT) },
];

export function sslPolicy(name: string | undefined): SslPolicyRecord | undefined {
  return SSL_POLICIES.find((policy) => policy.name === name);
}

function tls13(ciphers: readonly string[]): Omit<SslPolicyRecord, "name"> {
  return { protocols: ["TLSv1.2", "TLSv1.3"], ciphers: [...TLS13, ...ciphers] };
}

function tls12(ciphers: readonly string[]): Omit<SslPolicyRecord, "name"> {
  return { protocols: ["TLSv1.2"], ciphers };
}
