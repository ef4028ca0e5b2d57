import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Cuts off a connection that has more requests under way than `most`. HTTP/1.1 lets a client send them without waiting for answers
 * (pipelining), but Node begins each at once and keeps its answer until its turn comes. No browser and no common client does it, so a few
 * are plenty.
 */
export function capPipelining(handler: RequestListener, most = 16): RequestListener {
  const underWay = new WeakMap<Socket, number>();
  return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    const { socket } = request;
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > most) {
      // What the same packet held besides still comes here after this.
      socket.destroy();
      return;
    }
    underWay.set(socket, count);
    // Each may listen for the end of the connection; Node would print a warning at the eleventh.
    if (count === 2) socket.setMaxListeners(most + 16);
    // Answers that still wait when the connection ends are never closed, but then nobody counts any more.
    response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    handler(request, response);
  };
}
