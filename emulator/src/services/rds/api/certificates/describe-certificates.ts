import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { paginate } from "../../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../../wire/query/query-paging.ts";
import { CERTIFICATE_AUTHORITIES } from "../../state/certificates.ts";
import { applyFilters } from "../../state/filters.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import type { RdsContext } from "../rds-context.ts";
import { shownCertificate } from "./shown-certificate.ts";

const PAGING = awsQueryPaging<string>("rds:DescribeCertificates", (identifier) => identifier);

export function describeCertificates(context: RdsContext): Handler<typeof rds, "DescribeCertificates"> {
  return async (input) => {
    const asked = input.CertificateIdentifier;
    const found = CERTIFICATE_AUTHORITIES.filter((each) => [undefined, each].includes(asked));
    if (found.length === 0) throw rdsErrors.certificateNotFound(asked!);
    const filtered = applyFilters(found, input.Filters, {});
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return {
      Certificates: items.map((identifier) => shownCertificate(context, identifier)),
      DefaultCertificateForNewLaunches: context.defaultCertificate.identifier,
      Marker: marker,
    };
  };
}
