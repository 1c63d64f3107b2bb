/** JSON over HTTP with the problem body as a typed error. */
export interface ProblemEntry {
  pointer: string;
  code: string;
  detail: string;
  path?: string;
  params?: Record<string, string | number>;
  repairs?: { label: string; code?: string; params?: Record<string, string | number>; patch: unknown[] }[];
}

/** An answer other than 2xx: `code` is stable and translated by the page. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: ProblemEntry[] = [],
    readonly body: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

async function problem(response: Response): Promise<ProblemError> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  return new ProblemError(
    response.status,
    String(body["code"] ?? "internal"),
    String(body["detail"] ?? response.statusText),
    (body["errors"] as ProblemEntry[] | undefined) ?? [],
    body,
  );
}

/** The answer to `/api/v1{path}`; throws ProblemError, or TypeError where the server does not answer. */
async function answer(path: string, options: RequestInit): Promise<Response> {
  const response = await fetch(`/api/v1${path}`, options);
  if (response.status === 401) location.assign("/sign-in");
  if (!response.ok) throw await problem(response);
  return response;
}

const json = (method: string, body: unknown, signal?: AbortSignal): RequestInit => ({
  method,
  signal: signal ?? null,
  headers: body === undefined ? {} : { "Content-Type": "application/json" },
  body: body === undefined ? null : JSON.stringify(body),
});

/** Call `/api/v1{path}`; throws ProblemError, or TypeError where the server does not answer. */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const response = await answer(path, json(method, body, signal));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A file that the server has made, its name, and its difference to the network's own output, where it was tried. */
export interface MadeFile {
  blob: Blob;
  name: string;
  difference: number | null;
}

/** Fetch a file; with a body, by POST. Throws as `request` does. */
export async function file(path: string, body: unknown, signal: AbortSignal): Promise<MadeFile> {
  const response = await answer(path, json(body === undefined ? "GET" : "POST", body, signal));
  const said = response.headers.get("X-Difference");
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  return {
    blob: await response.blob(),
    name: name ?? "network",
    difference: said === null ? null : Number(said),
  };
}

/** A picture that is answered to a JSON body, and a number of its headers; throws as `request` does. */
export async function pictured(
  path: string,
  body: unknown,
  header: string,
  signal: AbortSignal,
): Promise<{ blob: Blob; value: number | null }> {
  const options = json("POST", body, signal);
  const response = await answer(path, { ...options, headers: { ...options.headers, Accept: "image/png" } });
  const said = response.headers.get(header);
  return { blob: await response.blob(), value: said === null ? null : Number(said) };
}

/** Send a text or a file as it is. Throws as `request` does. */
export async function send<T>(path: string, body: Blob | string, signal: AbortSignal): Promise<T> {
  const headers = { "Content-Type": "application/octet-stream" };
  const response = await answer(path, { method: "POST", signal, headers, body });
  return (await response.json()) as T;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  request<T>("GET", path, undefined, signal);
export const post = <T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> =>
  request<T>("POST", path, body, signal);
export const patch = <T>(path: string, body: unknown): Promise<T> => request<T>("PATCH", path, body);
export const del = (path: string): Promise<void> => request<undefined>("DELETE", path);
