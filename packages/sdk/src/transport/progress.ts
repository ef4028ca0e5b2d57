export interface Progress {
  /** Bytes that this call has moved. */
  readonly transferred: number;
  /** Bytes that were there from an earlier call. */
  readonly skipped: number;
  /** Bytes in all, those that were skipped included; undefined when nobody knows. */
  readonly total: number | undefined;
}

/** Told of one request that carries bytes of a file. */
export interface SendWatch {
  /** It is sent once more: what was reported of it does not count. */
  readonly onTry: () => void;
  readonly onSent: (bytes: number) => void;
}

/** Adds up what several requests send. Answers a watch for one that carries `bytes` bytes of the file; what it sends beyond them is no part of it. */
export function progressMeter(
  onProgress: ((progress: Progress) => void) | undefined,
  facts: { readonly skipped: number; readonly total: number | undefined },
): (bytes: number) => SendWatch {
  let transferred = 0;
  return (bytes) => {
    let sent = 0;
    return {
      onTry: () => {
        transferred -= sent;
        sent = 0;
      },
      onSent: (count) => {
        const counted = Math.min(count, bytes - sent);
        sent += counted;
        transferred += counted;
        onProgress?.({ transferred, ...facts });
      },
    };
  };
}
