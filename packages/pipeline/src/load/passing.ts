/** Of the system: no connection, no room, nothing left to open files or threads with. */
const systemCodes = new Set(
  (
    'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ENOTCONN EPROTO ENOTFOUND EAI_AGAIN ' +
    'ENOSPC EDQUOT EFBIG EIO EROFS ESTALE EMFILE ENFILE ENOMEM EAGAIN EBUSY'
  ).split(' '),
);

/**
 * Of PostgreSQL: connection, serialisation and deadlock, resources, what the operator ended, the server's system; of the state of objects only
 * that they are in use or locked, of that of the transaction only that the server takes no writes for now.
 */
const sqlStates = /^(?:08|40|53|57|58).{3}$|^55(?:006|P03)$|^25006$/;

/** Of PostgreSQL's driver, whose errors have no code. */
const driverMessages =
  /^(?:Connection terminated|Client was closed|Client has encountered a connection error|timeout ex|Query read timeout)/;

/** Of DuckDB: files and room for them, memory, a database that an error before closed, and conflicts with other transactions. */
const duckDbMessages = /^(?:IO|Out of Memory|FATAL|TransactionContext) Error/;

/**
 * Whether a load that failed may succeed later with the same rows, since the destination or the way to it is at fault. All else does not pass:
 * to try it again would only hold up the data of others.
 */
export function mayPass(error: Error & { readonly code?: unknown }): boolean {
  if (typeof error.code === 'string' && (systemCodes.has(error.code) || sqlStates.test(error.code))) return true;
  return driverMessages.test(error.message) || duckDbMessages.test(error.message);
}
