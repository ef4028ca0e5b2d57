import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Cuts off a connection that has more requests under way than `most`. HTTP/1.1 lets a client send them without waiting for answers
 * (pipelining), but Node begins each at once and keeps its answer until its turn comes. No browser and no common client does it, so a few
 * are plenty.
 */
export function capPipelining(handler: RequestListener, most = 16): RequestListener {
  /** The answers that were under way at a connection's last request; looked through at the next one, so that none needs a listener. */
  const underWay = new WeakMap<Socket, ServerResponse[]>();
  return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    const { socket } = request;
    const open = underWay.get(socket);
    if (open === undefined) underWay.set(socket, [response]);
    else {
      dropEnded(open);
      if (open.length === most) {
        // What the same packet held besides still comes here after this.
        socket.destroy();
        return;
      }
      // Each may listen for the end of the connection; Node would print a warning at the eleventh.
      if (open.length === 1) socket.setMaxListeners(most + 16);
      open.push(response);
    }
    handler(request, response);
  };
}

/** In place, because it is done for every request. */
function dropEnded(responses: ServerResponse[]): void {
  let kept = 0;
  for (const response of responses) if (!response.destroyed) responses[kept++] = response;
  responses.length = kept;
}
