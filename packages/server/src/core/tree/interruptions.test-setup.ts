import type { MetadataStore, MetadataWrites } from '../metadata.ts';

/** Lets a test do something at one certain place of a long operation: right behind the next transaction that ends once it is armed. */
export interface Interrupter {
  arm(job: () => Promise<unknown>): void;
  /** For `openTestCore`. */
  readonly watch: (metadata: MetadataStore) => MetadataStore;
}

export function interrupter(): Interrupter {
  let between: (() => Promise<unknown>) | undefined;
  return {
    arm(job) {
      between = job;
    },
    watch: (metadata) => ({
      ...metadata,
      async write<T>(job: (tx: MetadataWrites) => Promise<T>): Promise<T> {
        const result = await metadata.write(job);
        const interruption = between;
        between = undefined;
        await interruption?.();
        return result;
      },
    }),
  };
}
