// Questions to the HTTP interface.

const BASE = new URL('../api/v1/', import.meta.url);
const TIMEOUT_MS = 10_000;
const PAGE = 1_000;

/** An answer that is none: the interface's own words, where it gave any. */
export class ApiError extends Error {}

/** Where a path of the interface is. */
export function address(path) {
  return new URL(path, BASE);
}

/** The data of an answer. Throws ApiError, saying what was the matter. */
export async function ask(path) {
  return (await answer(path)).data;
}

/** The items of a list, by pages, at most so many pages: { items, complete }. */
export async function askAll(path, pagesMax) {
  const items = [];
  let cursor = '';
  for (let page = 0; page < pagesMax; page++) {
    const { data, nextCursor } = await answer(`${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}${cursor}`);
    items.push(...data);
    if (!nextCursor) {
      return { items, complete: true };
    }
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return { items, complete: false };
}

async function answer(path) {
  let response;
  try {
    response = await fetch(address(path), { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new ApiError('the stream processor does not answer');
  }
  const json = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new ApiError(json.detail ?? `the answer was ${response.status}`);
  }
  return json;
}
