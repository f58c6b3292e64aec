import { Link } from "@tanstack/react-router";
import type { Ref } from "react";
import type { Payment } from "../../api/schema.ts";
import { Timestamp } from "../../ui/timestamp.tsx";
import { formatMoney } from "../money/format-money.ts";
import { StateLabel } from "./state-label.tsx";
import classes from "./payments-table.module.css";

export interface PaymentsTableProps {
  readonly payments: readonly Payment[];
  readonly rows: Ref<HTMLTableSectionElement>;
}

export function PaymentsTable({ payments, rows }: PaymentsTableProps) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label="Payments, newest first">
        <thead>
          <tr>
            <th scope="col">Payment</th>
            <th scope="col" className={classes.statusColumn}>
              Status
            </th>
            <th scope="col" className={classes.amount}>
              Amount
            </th>
          </tr>
        </thead>
        <tbody ref={rows}>
          {payments.map((payment) => (
            <tr key={payment.id}>
              <td>
                <div className={classes.title}>
                  <Link to="/payments/$paymentId" params={{ paymentId: payment.id }} className={classes.link ?? ""}>
                    {payment.description || "Without description"}
                  </Link>
                </div>
                <div className={classes.created}>
                  <Timestamp at={payment.createdAt} />
                </div>
                <div className={classes.belowTitle}>
                  <StateLabel payment={payment} />
                </div>
              </td>
              <td className={classes.statusColumn}>
                <StateLabel payment={payment} />
              </td>
              <td className={classes.amount}>{formatMoney(payment.amountMinor, payment.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
