import { z } from 'zod';

/**
 * The building blocks of the contract: the check of what clients send, in pydantic's words where it fails, and its text in the OpenAPI
 * document.
 */

const id = 'file_[0-9a-hjkmnp-tv-z]{26}';
const mismatch = `String should match pattern '^${id}$'`;
const example = 'file_01kfxgjd94fn9stqm414vjb0s8';

export const fileId = z
  .string()
  .regex(new RegExp(`^${id}$`), mismatch)
  .meta({ example, description: 'An id that begins with `file_`' });

/** The last id of the page before. A client that has none may send it empty. */
export const after = z
  .string()
  .regex(new RegExp(`^(?:${id})?$`), mismatch)
  .transform((text) => (text === '' ? undefined : text))
  .optional()
  .meta({ type: ['string', 'null'], pattern: `^${id}$`, example, description: 'The `last_id` of the page before. It begins with `file_`' });

const smallest = 1;
const largest = 100;
const usual = 20;

export const limit = z
  .string()
  .transform((text, context) => {
    const wrong = (type: string, message: string): never => {
      context.addIssue({ code: 'custom', message, params: { type } });
      return z.NEVER;
    };
    if (!/^[+-]?\d+$/.test(text)) return wrong('int_parsing', 'Input should be a valid integer, unable to parse string as an integer');
    const value = Number(text);
    if (value < smallest) return wrong('greater_than_equal', `Input should be greater than or equal to ${smallest}`);
    if (value > largest) return wrong('less_than_equal', `Input should be less than or equal to ${largest}`);
    return value;
  })
  .default(usual)
  .meta({ type: 'integer', minimum: smallest, maximum: largest, default: usual, description: 'The most files of a page' });

/** A time as this API prints it: UTC, whole seconds. */
export const time = z.string().meta({ format: 'date-time', example: '2024-01-15T10:30:00Z' });
