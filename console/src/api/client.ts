/** The one way to the server: typed by docs/openapi.json, refusals thrown as `ApiError`. */

import createClient from "openapi-fetch";

import type { paths } from "./schema";
import type { Problem } from "./types";

/** A refusal the server explained (RFC 9457), or a connection that failed (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(status: number, code: string, title: string, detail: string) {
    super(title);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request),
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "title" in value && "status" in value;
}

/** The data of an answer; throws what the server refused with. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, "unreachable", "", cause instanceof Error ? cause.message : "");
  }
  if (answer.response.ok && answer.data !== undefined) return answer.data;
  const { status, statusText } = answer.response;
  if (isProblem(answer.error)) {
    const { code, title, detail } = answer.error;
    throw new ApiError(status, code, title, detail);
  }
  throw new ApiError(status, `http_${status}`, statusText, "");
}
