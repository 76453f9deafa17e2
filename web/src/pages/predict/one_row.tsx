// SPDX-License-Identifier: Apache-2.0
// A form made from the model's features, and the verdict on what it says.
import { useMemo, useState } from 'preact/hooks';
import { get, path, send, withQuery } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import type { ExampleRows, Explanation, ModelDetail, PredictAnswer, Prediction, Row } from '../../api/types';
import { session } from '../../app/session';
import { sayProblem } from '../../app/toasts';
import { Button, Card, Code, Disclosure, Empty } from '../../components/basics';
import { ProblemPanel } from '../../components/problem_panel';
import { byImportance, toForm, toRow, type FormValues } from '../../lib/form_row';
import { curl } from '../../lib/curl';
import { ExplanationView, VerdictView } from './explanation';
import { FeatureField } from './feature_field';

const kShownAtFirst = 12;

interface Answer {
  row: Row;
  prediction: Prediction;
  explanation: Explanation | null;
}

/** The explanation holds the verdict too; a model that cannot be explained still answers. */
async function ask(name: string, row: Row): Promise<Answer> {
  const answer = await send<PredictAnswer>('POST', withQuery('/predict', { model: name }), { row });
  const prediction = answer.predictions[0];
  if (!prediction) throw new Error('the answer holds no verdict');
  if (prediction.error) return { row, prediction, explanation: null };
  const explanation = await send<Explanation>('POST', withQuery('/explain', { model: name }), { row }).catch(() => null);
  return { row, prediction, explanation };
}

export function OneRow({ model, name }: { model: ModelDetail; name: string }) {
  const features = useMemo(() => byImportance(model.features), [model]);
  const [values, setValues] = useState<FormValues>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [examples, setExamples] = useState<Row[]>([]);
  const [next, setNext] = useState(0);
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(features.length <= kShownAtFirst * 2);

  const wanted = search.trim().toLowerCase();
  const shown = wanted !== ''
    ? features.filter((feature) => feature.name.toLowerCase().includes(wanted))
    : all ? features : features.filter((feature, index) => index < kShownAtFirst || faults[feature.name]);
  const filled = features.filter((feature) => (values[feature.name] ?? '') !== '').length;

  const submit = async (from: FormValues) => {
    const { row, faults: found } = toRow(features, from);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      setAnswer(await ask(name, row));
      setProblem(null);
    } catch (error) {
      const failed = asProblem(error);
      setAnswer(null);
      setProblem(failed);
      setFaults(Object.fromEntries(features.flatMap((feature) => {
        const detail = failed.fieldDetail(feature.name);
        return detail ? [[feature.name, detail]] : [];
      })));
    } finally {
      setBusy(false);
    }
  };
  const example = async () => {
    try {
      const rows = examples.length > 0 ? examples : (await get<ExampleRows>(`/models${path(name, 'examples')}?count=6`)).rows;
      setExamples(rows);
      const row = rows[next % Math.max(1, rows.length)];
      setNext(next + 1);
      if (!row) return;
      const form = toForm(features, row);
      setValues(form);
      await submit(form);
    } catch (error) {
      sayProblem(error);
    }
  };
  const clear = () => {
    setValues({});
    setFaults({});
    setAnswer(null);
    setProblem(null);
  };
  const body = JSON.stringify({ row: toRow(features, values).row });
  const url = `${location.origin}/api/v1/predict?model=${encodeURIComponent(name).replace(/%40/g, '@')}`;
  return (
    <div class="sides">
      <Card title="Row" note={`${filled} of ${features.length} values filled in; empty means missing. The most important features come first.`}
        actions={<><Button icon="star" onClick={() => void example()}>Example</Button><Button kind="ghost" onClick={clear}>Clear</Button></>}>
        <form class="stack" noValidate onSubmit={(event) => { event.preventDefault(); void submit(values); }}>
          {features.length > kShownAtFirst && (
            <input type="search" data-search aria-label="Find a feature" placeholder={`Find one of ${features.length} features`} value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
          )}
          <div class="fields">
            {shown.map((feature) => (
              <FeatureField key={feature.name} feature={feature} text={values[feature.name] ?? ''} fault={faults[feature.name] ?? null}
                onText={(text) => setValues((known) => ({ ...known, [feature.name]: text }))} />
            ))}
          </div>
          <div class="row wrap">
            <Button type="submit" kind="primary" icon="predict" busy={busy}>Predict</Button>
            {wanted === '' && features.length > kShownAtFirst * 2 && (
              <Button kind="ghost" onClick={() => setAll(!all)}>{all ? 'Show the most important only' : `Show all ${features.length} features`}</Button>
            )}
          </div>
        </form>
        <Disclosure title="The same with curl">
          <Code label="curl command" wrap text={curl({ method: 'POST', url, contentType: 'application/json', body, token: session.value?.access === 'accounts' })} />
        </Disclosure>
      </Card>
      <div class="result-panel stack" aria-live="polite">
        {problem && <ProblemPanel problem={problem} />}
        {answer ? (
          <>
            <Card><VerdictView prediction={answer.prediction} /></Card>
            {answer.explanation && <Card title="Why"><ExplanationView first={answer.explanation} model={model} name={name} row={answer.row} /></Card>}
          </>
        ) : !problem && (
          <Card>
            <Empty icon="predict" title="No verdict yet">Fill in the row, or take an example, and press Predict.</Empty>
          </Card>
        )}
      </div>
    </div>
  );
}
