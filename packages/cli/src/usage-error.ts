/** Wrong usage, or a question that was answered with no: nothing was done. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
