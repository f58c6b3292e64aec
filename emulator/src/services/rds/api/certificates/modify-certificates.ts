import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { CERTIFICATE_AUTHORITIES } from "../../state/certificates.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import type { RdsContext } from "../rds-context.ts";
import { shownCertificate } from "./shown-certificate.ts";

/** Overrides, for new instances, the system's default certificate authority, or removes that override. */
export function modifyCertificates(context: RdsContext): Handler<typeof rds, "ModifyCertificates"> {
  return async ({ CertificateIdentifier: identifier, RemoveCustomerOverride: isRemoved = false }) => {
    if ((identifier === undefined) !== isRemoved) {
      throw rdsErrors.invalidCombination("Specify either CertificateIdentifier or RemoveCustomerOverride.");
    }
    const isKnown = CERTIFICATE_AUTHORITIES.some((each) => each === identifier);
    if (identifier !== undefined && !isKnown) throw rdsErrors.certificateNotFound(identifier);
    context.defaultCertificate.set(identifier);
    return { Certificate: shownCertificate(context, context.defaultCertificate.identifier) };
  };
}
