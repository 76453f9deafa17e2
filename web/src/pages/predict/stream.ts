// SPDX-License-Identifier: Apache-2.0
// Sends an input and hands on verdicts as they arrive.
import { call, withQuery } from '../../api/client';
import type { PredictAnswer, Prediction } from '../../api/types';
import type { Detected } from '../../lib/detect';
import { ndjsonBatches } from '../../lib/lines';

export interface Tally {
  total: number;
  attack: number;
  benign: number;
  abstain: number;
  rejected: number;
}

export const kEmptyTally: Tally = { total: 0, attack: 0, benign: 0, abstain: 0, rejected: 0 };

export function count(tally: Tally, batch: Prediction[]): Tally {
  const next = { ...tally };
  for (const prediction of batch) {
    next.total += 1;
    if (prediction.error || !prediction.decision) next.rejected += 1;
    else next[prediction.decision] += 1;
  }
  return next;
}

export interface StreamRequest {
  model: string;
  input: Blob;
  detected: Detected;
  keep: string[];
  reasons: number;
  signal: AbortSignal;
  onBatch: (batch: Prediction[]) => void;
}

/** Where the request goes; also what the matching curl command shows. */
export function predictTarget(request: Pick<StreamRequest, 'model' | 'keep' | 'reasons'>): string {
  return withQuery('/predict', { model: request.model, keep: request.keep, explain: request.reasons > 0 ? request.reasons : null });
}

export async function streamPredictions(request: StreamRequest): Promise<void> {
  const answer = await call(predictTarget(request), {
    method: 'POST',
    body: request.input,
    contentType: request.detected.contentType,
    accept: request.detected.kind === 'json' ? 'application/json' : 'application/x-ndjson',
    signal: request.signal,
  });
  if (request.detected.kind === 'json') {
    request.onBatch(((await answer.json()) as PredictAnswer).predictions);
    return;
  }
  if (!answer.body) throw new Error('the answer has no body');
  for await (const batch of ndjsonBatches<Prediction>(answer.body)) request.onBatch(batch);
}
