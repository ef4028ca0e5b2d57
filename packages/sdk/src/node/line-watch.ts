import type { Socket } from 'node:net';
import { onAbort } from '../transport/abort.ts';
import { AbortError, ConnectionError, TimeoutError } from '../transport/errors.ts';
import type { WireRequest } from '../transport/send.ts';

/** Watches over the connection of one request: gives it up when it does not come about, falls silent, or the caller has had enough. */
export interface LineWatch {
  /** From now on this is the connection. */
  attach(socket: Socket): void;
  /** `true`: our own side takes its time, so that a silence is not the server's. */
  pause(on: boolean): void;
  /** What a failure of the connection means. */
  explain(cause: unknown): Error;
  /** The request is over, and its connection is for others to use. */
  end(): void;
}

export function watchLine(request: WireRequest, destroy: () => void): LineWatch {
  const { signal, timeoutMs, url } = request;
  let socket: Socket | undefined;
  let connected = false;
  let timedOut: string | undefined;
  let paused = false;

  function giveUp(reason: string): void {
    timedOut = reason;
    destroy();
  }
  function onSilence(): void {
    if (!paused) giveUp(`nothing was heard for ${timeoutMs} ms`);
  }
  const connecting = setTimeout(() => giveUp(`no connection within ${request.connectTimeoutMs} ms`), request.connectTimeoutMs);
  const onConnected = (): void => {
    clearTimeout(connecting);
    connected = true;
  };
  const forgetAbort = onAbort(signal, destroy);

  return {
    attach(given) {
      socket = given;
      if (given.connecting) given.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected);
      else onConnected();
      given.on('timeout', onSilence);
      given.setTimeout(timeoutMs);
    },
    pause(on) {
      paused = on;
      if (!on) socket?.setTimeout(timeoutMs);
    },
    explain(cause) {
      if (signal?.aborted === true) return new AbortError(signal);
      const where = `${request.method} ${url.origin}`;
      if (timedOut !== undefined) return new TimeoutError(`${where}: ${timedOut}`, { mayHaveArrived: connected, cause });
      const why = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : 'the line broke';
      return new ConnectionError(`${where}: ${why}`, { mayHaveArrived: connected, cause });
    },
    end() {
      clearTimeout(connecting);
      forgetAbort();
      socket?.off('timeout', onSilence);
    },
  };
}
