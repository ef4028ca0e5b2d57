import { z } from 'zod';

/** What fields of answers are made of. All but `id` and `name` are null where they are not set. */

/** A whole number that names the thing. */
export const id = z.number().int().meta({ format: 'int64' });
/** A text that is always there. */
export const name = z.string();

export const whole = z.number().int().meta({ format: 'int64' }).nullable();
export const text = z.string().nullable();
export const flag = z.boolean().nullable();
/** RFC 3339 with a zone: one client refuses a date without. */
export const time = z.string().meta({ format: 'date-time', example: '2025-01-15T10:30:00Z' }).nullable();
export const object = z.record(z.string(), z.unknown()).nullable();
export const objects = z.array(z.record(z.string(), z.unknown())).nullable();
export const wholes = z.array(z.number().int()).nullable();
export const texts = z.array(z.string()).nullable();

type Unset<S extends z.ZodRawShape> = { [K in keyof S as null extends z.output<S[K]> ? K : never]: null };

/**
 * All fields of an entity as null and in their order, without those that may be left out: what an answer begins with, so that no field is
 * forgotten. `{ ...unset(group), id: 7, name: 'staff' }`: the type asks for what cannot be null. For long lists write the object out:
 * spreading costs.
 */
export function unset<S extends z.ZodRawShape>(entity: z.ZodObject<S>): Unset<S> {
  const names = Object.entries(entity.shape as unknown as Readonly<Record<string, z.ZodType>>).filter(
    ([, field]) => !field.safeParse(undefined).success,
  );
  return Object.fromEntries(names.map(([field]) => [field, null])) as Unset<S>;
}
