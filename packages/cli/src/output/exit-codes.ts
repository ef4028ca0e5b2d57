/** How the command ends, for scripts. The numbers are rclone's, as the Files.com command line adopted them. */
export const exitCodes = {
  ok: 0,
  /** Anything without a number of its own, bugs among it. */
  other: 1,
  /** Wrong usage, or a question that was refused. Nothing was done. */
  usage: 2,
  folderMissing: 3,
  /** A file, or any other resource. */
  missing: 4,
  /** The network, 429, 5xx after all retries: the same command may succeed later. */
  temporary: 5,
  /** Something was refused (403, 409, 413, a checksum that differs), and a second try will not help. */
  refused: 6,
  /** Nothing can work: no key or an invalid one, a full disk, a certificate that nobody trusts. */
  fatal: 7,
  /** Only with `--error-on-no-transfer`. */
  nothingToTransfer: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
