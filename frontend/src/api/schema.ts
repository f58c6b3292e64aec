/**
 * The parts of the service's `/openapi.json` that the page uses, in the shape that openapi-fetch reads.
 * `schema.test.ts` compares them with the running service.
 */
export interface paths {
  "/api/v1/auth/login": {
    post: {
      requestBody: { content: Json<Credentials> };
      responses: { 200: { content: Json<AccessToken> } } & Refusals;
    };
  };
  "/api/v1/auth/refresh": {
    post: {
      requestBody: { content: Json<{ refreshToken: string }> };
      responses: { 200: { content: Json<AccessToken> } } & Refusals;
    };
  };
  "/api/v1/payments": {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          status?: PaymentStatus;
          currency?: string;
          customerId?: string;
          createdFrom?: string;
          createdBefore?: string;
        };
      };
      responses: { 200: { content: Json<PaymentPage> } } & Refusals;
    };
    post: {
      parameters: { header: IdempotencyHeader };
      requestBody: { content: Json<NewPayment> };
      responses: { 201: { content: Json<Payment> } } & Refusals;
    };
  };
  "/api/v1/payments/{id}": {
    get: { parameters: { path: PaymentPath }; responses: { 200: { content: Json<Payment> } } & Refusals };
  };
  "/api/v1/payments/{id}/capture": {
    post: {
      parameters: { path: PaymentPath; header: IdempotencyHeader };
      requestBody: { content: Json<NewCapture> };
      responses: { 200: { content: Json<Payment> } } & Refusals;
    };
  };
  "/api/v1/payments/{id}/void": {
    post: {
      parameters: { path: PaymentPath; header: IdempotencyHeader };
      requestBody: { content: Json<Record<string, never>> };
      responses: { 200: { content: Json<Payment> } } & Refusals;
    };
  };
  "/api/v1/payments/{id}/refunds": {
    get: { parameters: { path: PaymentPath }; responses: { 200: { content: Json<RefundList> } } & Refusals };
    post: {
      parameters: { path: PaymentPath; header: IdempotencyHeader };
      requestBody: { content: Json<NewRefund> };
      responses: { 201: { content: Json<Refund> } } & Refusals;
    };
  };
  "/api/v1/payments/{id}/events": {
    get: { parameters: { path: PaymentPath }; responses: { 200: { content: Json<PaymentEventList> } } & Refusals };
  };
}

export interface Credentials {
  email: string;
  password: string;
}

export interface AccessToken {
  accessToken: string;
  tokenType: "Bearer";
  /** Seconds. */
  expiresIn: number;
  /** Good for one exchange for both tokens anew. */
  refreshToken: string;
  /** Seconds. */
  refreshExpiresIn: number;
}

export type PaymentStatus =
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "processing"
  | "requires_capture"
  | "succeeded"
  | "canceled";
export type CaptureMethod = "automatic" | "manual";

export interface Payment {
  id: string;
  status: PaymentStatus;
  captureMethod: CaptureMethod;
  amountMinor: number;
  currency: string;
  description: string | null;
  capturedMinor: number;
  refundedMinor: number;
  /** ISO 8601. */
  createdAt: string;
  /** A provider's token. */
  paymentMethod: string | null;
  statementDescriptor: string | null;
  metadata: Record<string, string>;
  /** Where the cardholder is to be sent. */
  nextAction: { type: "redirect_to_url"; url: string } | null;
  /** Why the provider declined the last attempt. */
  lastError: { code: string; message: string } | null;
  /** ISO 8601. */
  authorizedUntil: string | null;
  customerId: string | null;
  paymentMethodId: string | null;
}

export interface PaymentPage {
  data: Payment[];
  /** Null on the last page. */
  nextCursor: string | null;
}

export interface NewPayment {
  amountMinor: number;
  currency: string;
  description: string | null;
  captureMethod: CaptureMethod;
}

export interface NewCapture {
  amountMinor: number;
}

export interface NewRefund {
  amountMinor: number;
  reason: string | null;
}

export interface Refund {
  id: string;
  paymentId: string;
  status: "succeeded";
  amountMinor: number;
  currency: string;
  reason: string | null;
  createdAt: string;
}

export interface RefundList {
  data: Refund[];
}

export type PaymentEventType =
  | "created"
  | "authorized"
  | "captured"
  | "voided"
  | "refunded"
  | "action_required"
  | "declined"
  | "expired"
  | "canceled";

export interface PaymentEvent {
  id: string;
  paymentId: string;
  type: PaymentEventType;
  amountMinor: number;
  currency: string;
  /** Of a `refunded` event. */
  refundId: string | null;
  createdAt: string;
}

export interface PaymentEventList {
  data: PaymentEvent[];
}

export interface ErrorBody {
  error: {
    type: string;
    code: string;
    message: string;
    /** The request's field, header or parameter that is at fault. */
    param?: string;
    /** Of a `card_error`: why the provider refused, and the payment that it refused. */
    declineCode?: string;
    paymentId?: string;
    requestId: string;
    /** Where the code is explained, relative to the API's origin. */
    docUrl: string;
  };
}

interface Json<T> {
  "application/json": T;
}

interface Refusals {
  default: { content: Json<ErrorBody> };
}

interface PaymentPath {
  id: string;
}

interface IdempotencyHeader {
  "Idempotency-Key": string;
}
