// SPDX-License-Identifier: Apache-2.0
// Uploads report their progress, which fetch cannot do.
import { csrfHeaders } from './client';
import { Problem, parseProblem } from './problem';

export interface UploadOptions {
  body: Blob;
  contentType: string;
  onProgress: (sent: number, total: number) => void;
  signal?: AbortSignal;
}

export function upload<T>(target: string, options: UploadOptions): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1' + target);
    request.setRequestHeader('Content-Type', options.contentType);
    request.setRequestHeader('Accept', 'application/json');
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => options.onProgress(event.loaded, event.total || options.body.size);
    request.onload = () => {
      if (request.status < 400) {
        resolve((request.responseText === '' ? undefined : JSON.parse(request.responseText)) as T);
        return;
      }
      reject(parseProblem(request.status, request.responseText, request.getResponseHeader('Retry-After')));
    };
    request.onerror = () =>
      reject(new Problem(0, 'unreachable', 'The upload was cut off', 'The connection ended before an answer came.',
        'Send the file again: rows that are already there are not counted twice.'));
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    options.signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(options.body);
  });
}
