/** Slow hashing of passwords (argon2id). A port: the core knows what it needs, the server gives it a library. */
export interface Passwords {
  /** A PHC string with its own salt. Throws `invalid` for a password longer than 1,024 bytes, `unavailable` when too many wait. */
  hash(password: string): Promise<string>;
  /** Takes as long for a wrong password as for a right one. */
  verify(hash: string, password: string): Promise<boolean>;
}
