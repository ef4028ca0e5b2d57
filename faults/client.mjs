// @ts-check
import { chunkedStep } from './chunked.mjs';
import * as operations from './operations.mjs';
import * as trash from './trash.mjs';
import { ServerFailure, Unanswered } from './violation.mjs';

/**
 * @typedef {import('./operations.mjs').Operation} Operation
 * @typedef {import('./operations.mjs').Maker} Maker
 */

/** How often each is tried. A maker that has nothing to work on answers undefined, and another one is chosen. */
const weights = /** @type {[number, Maker | 'chunked' | 'contested'][]} */ ([
  [20, operations.uploadNew],
  [12, operations.uploadVersion],
  [28, 'chunked'],
  [8, 'contested'],
  [6, operations.readFile],
  [10, operations.deleteFile],
  [10, operations.changeFile],
  [5, operations.copyFile],
  [6, operations.createFolder],
  [4, operations.changeFolder],
  [3, operations.deleteFolder],
  [6, trash.putInTrash],
  [5, trash.restoreFromTrash],
  [2, trash.purge],
  [4, trash.restoreVersion],
  [6, operations.createShare],
  [4, operations.revokeShare],
  [2, operations.createKey],
  [2, operations.revokeKey],
]);
const choices = weights.flatMap(([weight, maker]) => Array.from({ length: weight }, () => maker));

/**
 * One client: it does one thing after the other (chunks: a few at a time), and writes down what was acknowledged.
 *
 * @param {object} options
 * @param {string} options.name
 * @param {import('./api.mjs').Call} options.call
 * @param {import('./model.mjs').Model} options.model
 * @param {import('./random.mjs').Random} options.random
 * @param {(bytes: number) => Buffer} options.content
 * @param {import('./contest.mjs').Contest} options.contest
 * @param {() => number} options.tick
 * @param {(kind: string) => void} options.acknowledged
 */
export function createClient({ name, call, model, random, content, contest, tick, acknowledged }) {
  let names = 0;
  /** Sent and not answered. @type {Map<Operation, number>} */
  const pending = new Map();
  const context = {
    model,
    random,
    content,
    newName: (/** @type {string} */ prefix) => `${prefix}-${name}-${++names}`,
    maybeReserved: /** @type {number[]} */ ([]),
  };

  /** @returns {Operation[]} */
  function next() {
    for (;;) {
      const choice = random.pick(choices);
      const chosen = choice === 'chunked' ? chunkedStep(context) : choice === 'contested' ? [contest.upload(context)] : choice(context);
      if (Array.isArray(chosen) && chosen.length > 0) return chosen;
      if (chosen !== undefined && !Array.isArray(chosen)) return [chosen];
    }
  }

  /** @param {Operation} operation */
  async function perform(operation) {
    const start = tick();
    pending.set(operation, start);
    const answer = await operation.run(call);
    operation.apply(answer, { start, end: tick() });
    pending.delete(operation);
    acknowledged(operation.kind);
  }

  return {
    name,
    call,
    model,
    pending,
    maybeReserved: context.maybeReserved,

    /** Works until the server is gone. */
    async work() {
      for (;;) {
        const ends = await Promise.allSettled(next().map(perform));
        const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
        const serious = failures.find((failure) => !(failure instanceof Unanswered));
        if (serious !== undefined) throw serious;
        if (failures.length > 0) return;
      }
    },

    /**
     * Does these things one by one and stops at the first that is not acknowledged. What became of it is then to be settled.
     *
     * @param {readonly (Maker | 'chunked')[]} makers
     * @returns {Promise<boolean>} whether all of them were
     */
    async attempt(makers) {
      for (const maker of makers) {
        const made = maker === 'chunked' ? chunkedStep(context) : [maker(context)];
        for (const operation of made) {
          try {
            if (operation !== undefined) await perform(operation);
          } catch (error) {
            if (error instanceof Unanswered || error instanceof ServerFailure) return false;
            throw error;
          }
        }
      }
      return true;
    },

    /** Finds out what became of that which was under way. */
    async settle() {
      for (const [operation, start] of pending) {
        const span = { start, end: tick() };
        const answer = await operation.settle(call, span);
        if (answer !== undefined) operation.apply(answer, span);
      }
      pending.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createClient>} FaultClient */
