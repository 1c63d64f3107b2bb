/** A form sent with its progress, which `fetch` cannot tell. */
import { ProblemError, type ProblemEntry } from "./http";

type Body = Record<string, unknown>;

function answerOf(request: XMLHttpRequest): Body {
  try {
    return JSON.parse(request.responseText) as Body;
  } catch {
    return {};
  }
}

/** POST a form to `/api/v1{path}`; throws ProblemError, or TypeError where the server does not answer. */
export function sendForm<T>(
  path: string,
  form: FormData,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${path}`);
    request.upload.onprogress = ({ loaded, total }): void => progress(total ? loaded / total : 0);
    request.onerror = (): void => reject(new TypeError("no answer"));
    request.onabort = (): void => reject(new DOMException("aborted", "AbortError"));
    request.onload = (): void => {
      const body = answerOf(request);
      if (request.status < 300) return resolve(body as T);
      const entries = (body["errors"] as ProblemEntry[] | undefined) ?? [];
      const code = String(body["code"] ?? "internal");
      return reject(
        new ProblemError(request.status, code, String(body["detail"] ?? request.statusText), entries, body),
      );
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
