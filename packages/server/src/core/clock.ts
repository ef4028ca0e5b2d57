/** Where the core takes the time from: milliseconds since 1970. An argument, so that tests can move it. */
export type Clock = () => number;

/** `2025-01-15T10:30:00Z`: UTC, whole seconds, as the Files App seed prints times. */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
