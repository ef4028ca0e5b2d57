import type { RequestWindow } from '../core/limits.ts';

/** Where a key stands in its window, as headers: name, value, name, value, ... */
export const windowHeaders = ({ limit, remaining, resetsAt }: RequestWindow): string[] => [
  'x-ratelimit-limit',
  String(limit),
  'x-ratelimit-remaining',
  String(remaining),
  'x-ratelimit-reset',
  String(Math.ceil(resetsAt / 1000)),
];
