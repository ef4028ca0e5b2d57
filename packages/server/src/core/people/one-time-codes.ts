/** Codes of an authenticator app (TOTP: six digits, a new one every 30 seconds). A port: the server gives the core a library. */
export interface OneTimeCodes {
  /** 160 random bits in base 32. */
  newSecret(): string;
  /** `otpauth://…`, to be shown as a QR code. */
  uri(secret: string, account: { readonly issuer: string; readonly username: string }): string;
  /** The time step that the code belongs to: the one of `now` (milliseconds since 1970), or one of its neighbours; undefined for a wrong code. */
  stepOf(secret: string, code: string, now: number): number | undefined;
}
