import { z } from 'zod';
import type { Operation } from './contract.ts';
import { integer, integerText } from './fields.ts';

const count = integer(0, Number.MAX_SAFE_INTEGER);

/** How much is used, over time. */
export const usageOperations = {
  usageHistory: {
    operationId: 'usageHistory',
    method: 'GET',
    url: '/usage/history',
    summary: 'What you used, day by day',
    tag: 'Account',
    extension: true,
    description:
      'Days in UTC, the oldest first and today last. Requests of all APIs and keys; downloads also by visitors of your links. A crash of the server loses the last minute.',
    querystring: z.object({
      days: integerText(1, 366).default(30).meta({ type: 'integer', minimum: 1, maximum: 366, default: 30 }),
    }),
    status: 200,
    answer: z.object({
      days: z.array(
        z.object({
          date: z.string().meta({ format: 'date', example: '2025-01-15' }),
          requests: count,
          uploaded_bytes: count,
          downloaded_bytes: count,
          storage_bytes: count,
        }),
      ),
    }),
  },
} as const satisfies Record<string, Operation>;
