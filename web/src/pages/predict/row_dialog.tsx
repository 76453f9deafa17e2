// SPDX-License-Identifier: Apache-2.0
// Why one row of a file got its verdict.
import { useEffect, useState } from 'preact/hooks';
import { send, withQuery } from '../../api/client';
import { asProblem, Problem } from '../../api/problem';
import type { Explanation, ModelDetail, Prediction, Row } from '../../api/types';
import { Disclosure, Facts, Skeleton } from '../../components/basics';
import { Dialog } from '../../components/dialog';
import { ProblemPanel } from '../../components/problem_panel';
import { count, measure } from '../../lib/format';
import { rowOf } from '../../lib/form_row';
import { inputRow } from '../../lib/input_row';
import type { Input } from './batch';
import { ExplanationView, VerdictView } from './explanation';

interface Found {
  values: Record<string, unknown>;
  explained: { row: Row; first: Explanation } | null;
}

async function explain(prediction: Prediction, input: Input, model: ModelDetail, name: string): Promise<Found> {
  // Captures have no rows to read again: their values came back beside the verdict.
  const values = (await inputRow(input.blob, input.detected, prediction.row)) ?? prediction.input ?? null;
  if (values && prediction.error) return { values, explained: null };
  const whole = values && model.features.every((feature) => feature.name in values);
  if (!whole) throw new Problem(0, '', 'The values of this row are not at hand', 'Large captures and packed files are scored without bringing every value back: there is nothing to explain from.');
  const row = rowOf(model.features, values);
  const first = await send<Explanation>('POST', withQuery('/explain', { model: name }), { row });
  if (!sameScore(first.prediction, prediction))
    throw new Problem(0, '', 'This row cannot be explained here', 'Scored again from the values at hand it comes out otherwise, so their explanation would mislead.', 'The model may have changed since: predict again.');
  return { values, explained: { row, first } };
}

/** An explanation of other values than those that were scored would be a false one. */
function sameScore(again: Prediction, before: Prediction): boolean {
  return Math.abs((again.attack_score ?? 0) - (before.attack_score ?? 0)) < 1e-6;
}

export function RowDialog({ prediction, input, model, name, onClose }: {
  prediction: Prediction;
  input: Input;
  model: ModelDetail;
  name: string;
  onClose: () => void;
}) {
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    explain(prediction, input, model, name).then(setFound, (error: unknown) => setProblem(asProblem(error)));
  }, [prediction]);
  return (
    <Dialog title={`Row ${count(prediction.row)} of ${input.name}`} onClose={onClose} wide>
      <VerdictView prediction={prediction} />
      {found?.explained && <ExplanationView {...found.explained} model={model} name={name} />}
      {found && (
        <Disclosure title={`All values (${Object.keys(found.values).length})`}>
          <Facts items={Object.entries(found.values).map(([key, value]) => [key, measure(value)])} />
        </Disclosure>
      )}
      {problem && <ProblemPanel problem={problem} />}
      {!found && !problem && <Skeleton lines={6} />}
    </Dialog>
  );
}
