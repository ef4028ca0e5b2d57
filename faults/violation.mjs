// @ts-check

/** A promise that the server broke. It ends the run. */
export class Violation extends Error {
  /**
   * @param {'lost' | 'partial' | 'resurrected' | 'orphan' | 'feed' | 'quota' | 'limits' | 'ready' | 'integrity' | 'answer' | 'exit'} promise
   * @param {string} message
   */
  constructor(promise, message) {
    super(`${promise}: ${message}`);
    this.promise = promise;
  }
}

/** An answer 5xx. A broken promise while nothing but the process is harmed; what is expected when the disk fails. */
export class ServerFailure extends Violation {
  /** @param {string} message */
  constructor(message) {
    super('answer', message);
  }
}

/** The connection ended before the whole answer was there: nobody knows whether the request was carried out. */
export class Unanswered extends Error {}
