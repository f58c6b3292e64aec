export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, with the members that this answer has. */
  readonly json: AnswerBody;
}

export interface AnswerBody {
  readonly id: string;
  readonly status: string;
  readonly captureMethod: string;
  readonly amountMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly currency: string;
  readonly description: string | null;
  readonly reason: string | null;
  readonly evidence: string | null;
  readonly paymentId: string;
  readonly refundId: string | null;
  readonly type: string;
  readonly createdAt: string;
  readonly data: readonly AnswerBody[];
  readonly paymentMethod: string | null;
  readonly nextAction: { readonly url: string } | null;
  readonly nextCursor: string | null;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly email: string;
  readonly key: string;
  readonly lastFour: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly role: string;
  readonly components: Readonly<Record<string, { readonly status: string }>>;
  readonly customerId: string | null;
  readonly paymentMethodId: string | null;
  readonly defaultPaymentMethodId: string | null;
  readonly name: string | null;
  readonly error: {
    readonly type: string;
    readonly code: string;
    readonly message: string;
    readonly param?: string;
    readonly declineCode?: string;
    readonly paymentId?: string;
    readonly requestId: string;
    readonly docUrl: string;
  };
}

export interface ExportLine {
  readonly type: "payment" | "refund" | "posting" | "end";
  readonly id: string;
  readonly paymentId: string;
  readonly account: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly idempotencyKey: string;
  readonly payments: number;
  readonly refunds: number;
  readonly postings: number;
}
