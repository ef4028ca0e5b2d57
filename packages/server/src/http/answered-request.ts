/** A request that is over, as the log and the metrics see it. */
export interface AnsweredRequest {
  readonly id: string;
  readonly method: string;
  /** The pattern of its route; `unknown` for an address that has none. */
  readonly route: string;
  readonly status: number;
  readonly errorCode: string | null;
  /** Who asked; null when nobody came in. */
  readonly keyId: string | null;
  readonly milliseconds: number;
}
