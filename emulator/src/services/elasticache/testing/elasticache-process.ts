import type { Instance } from "../../../instance/instance.ts";
import { startElasticacheEnvironment } from "./elasticache-environment.ts";

/** The ElastiCache part of an emulator as a process of its own, to be killed: it tells where it is once it serves. */
const instance = JSON.parse(process.argv[2]!) as Instance;
const { url, caCertificatePem } = await startElasticacheEnvironment(instance);
process.send?.({ url, caCertificatePem });
