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

/** What the session sends along with whatever changes something, so that no page of another site can. */
let token = "";

export function speakFor(csrfToken: string) {
  token = csrfToken;
}

client.use({
  onRequest({ request }) {
    if (token !== "" && request.method !== "GET") request.headers.set("X-CSRF-Token", token);
    return request;
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "title" in value && "status" in value;
}

async function answered<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, "unreachable", "", cause instanceof Error ? cause.message : "");
  }
}

function refusal(answer: Answer<unknown>): ApiError {
  const { status, statusText } = answer.response;
  if (isProblem(answer.error)) {
    const { code, title, detail } = answer.error;
    return new ApiError(status, code, title, detail);
  }
  return new ApiError(status, `http_${status}`, statusText, "");
}

/** Which question each answer answers. */
const sources = new WeakMap<object, string>();

/** The page of a list with the address that it came from, so that the same can be asked for as a table. */
export async function withSource<T extends object>(page: Promise<T>): Promise<T & { source: string }> {
  const answer = await page;
  return { ...answer, source: sources.get(answer) ?? "" };
}

/** The data of an answer; throws what the server refused with. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await answered(call);
  if (answer.response.ok && answer.data !== undefined) {
    if (typeof answer.data === "object" && answer.data !== null) {
      sources.set(answer.data, answer.response.url);
    }
    return answer.data;
  }
  throw refusal(answer);
}

/** That something was done which has no answer; throws what the server refused with. */
export async function completed(call: Promise<Answer<unknown>>): Promise<void> {
  const answer = await answered(call);
  if (!answer.response.ok) throw refusal(answer);
}

/** What a list holds as a file: its name, its bytes, and after how many rows it was cut, if it was. */
export interface TableFile {
  name: string;
  bytes: Blob;
  cutAfter: number | null;
}

/** A list as a table: what `source` asks, from the beginning to the end. */
export async function fetchTable(
  source: string,
  format: "csv" | "xlsx",
  language: string,
): Promise<TableFile> {
  const url = new URL(source);
  url.searchParams.delete("limit");
  url.searchParams.set("format", format);
  const request = new Request(url, { headers: { "Accept-Language": language } });
  const { response } = await answered(globalThis.fetch(request).then((response) => ({ response })));
  if (!response.ok) {
    const error: unknown = await response.json().catch(() => null);
    throw refusal({ response, error });
  }
  const { headers } = response;
  const name = /filename="([^"]+)"/.exec(headers.get("Content-Disposition") ?? "")?.[1] ?? `table.${format}`;
  const isWhole = headers.get("X-Table-Whole") !== "no";
  return {
    name,
    bytes: await response.blob(),
    cutAfter: isWhole ? null : Number(headers.get("X-Table-Rows")),
  };
}
