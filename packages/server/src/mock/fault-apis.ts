import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem } from '../dialects/deeptable/error-handler.ts';
import { isDeepTableUrl } from '../dialects/deeptable/plugin.ts';
import { isProblemKind, problem, problemOfStatus } from '../dialects/deeptable/problems.ts';
import { answerError as answerFilesAppError } from '../dialects/filesapp/error-handler.ts';
import { wireErrors } from '../dialects/filesapp/errors.ts';
import { isFilesAppUrl } from '../dialects/filesapp/plugin.ts';
import { allowBrowsers } from '../dialects/filescom/cors.ts';
import { answerError as answerFilesComError } from '../dialects/filescom/error-handler.ts';
import { errorTypes, titleOf, type ErrorType } from '../dialects/filescom/error-types.ts';
import { isFilesComUrl } from '../dialects/filescom/plugin.ts';

/** What every provoked error says, so that nobody looks for its cause elsewhere. */
export const told = 'The mock was told to answer this.';

/** An API in whose form an error can be provoked. */
export interface FaultApi {
  readonly name: string;
  readonly speaksAt: (path: string) => boolean;
  /** Whether it has an error that is called so, or tells this status in its own form. */
  readonly knows: (error: string | number) => boolean;
  /** Only for what it knows. */
  readonly answer: (request: FastifyRequest, reply: FastifyReply, error: string | number, retryAfterSeconds?: number) => Promise<unknown>;
}

const filesComTypes: ReadonlySet<unknown> = new Set(errorTypes);
const isFilesComType = (error: unknown): error is ErrorType => filesComTypes.has(error);

/** An error of the Files.com API. `what`: in words, default what its title says. */
export async function answerFilesCom(
  request: FastifyRequest,
  reply: FastifyReply,
  type: ErrorType,
  what: string = titleOf(type),
): Promise<unknown> {
  // The page of a browser could not read it otherwise.
  allowBrowsers(reply);
  return answerFilesComError(request, reply, { type, message: `${what}. ${told}` });
}

const filesCom: FaultApi = {
  name: 'The Files.com API',
  speaksAt: isFilesComUrl,
  knows: isFilesComType,
  answer: async (request, reply, error) => (isFilesComType(error) ? answerFilesCom(request, reply, error) : undefined),
};

/** The error codes of `/api/v2` and their status; of a code that stands for several, the first. */
const filesAppCodes: ReadonlyMap<unknown, number> = new Map(
  Object.values(wireErrors)
    .toReversed()
    .map(({ code, status }) => [code, status]),
);

const filesApp: FaultApi = {
  name: 'The Files App API',
  speaksAt: isFilesAppUrl,
  knows: (error) => filesAppCodes.has(error),
  answer(request, reply, error) {
    const code = String(error);
    request.errorCode = code;
    return answerFilesAppError(request, reply, { status: filesAppCodes.get(error) ?? 500, code, message: told });
  },
};

/** Its clients want JSON of everything, so a bare status is told in its form too. */
const deepTable: FaultApi = {
  name: 'The DeepTable API',
  speaksAt: isDeepTableUrl,
  knows: (error) => typeof error === 'number' || isProblemKind(error),
  answer(request, reply, error, retryAfterSeconds) {
    const known = typeof error === 'string' && isProblemKind(error) ? problem(error, told) : problemOfStatus(Number(error), told);
    return answerProblem(request, reply, { ...known, retryAfterSeconds });
  },
};

/** Where an address belongs to none of them, the first that knows an error answers it. */
export const faultApis: readonly FaultApi[] = [filesCom, filesApp, deepTable];
