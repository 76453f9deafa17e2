// SPDX-License-Identifier: Apache-2.0
// A verdict and what brought it about.
import { useEffect, useState } from 'preact/hooks';
import { send, withQuery } from '../../api/client';
import type { Explanation, ModelDetail, Prediction, Row } from '../../api/types';
import { sayProblem } from '../../app/toasts';
import { DivergingBars, type DivergingTones } from '../../charts/diverging';
import { Figure } from '../../charts/figure';
import { Button } from '../../components/basics';
import { SelectField } from '../../components/fields';
import { Score, Verdict } from '../../components/status';
import { CountBarsOfScores } from './scores';
import { figure, measure, words } from '../../lib/format';

/** The class, where it says more than the verdict does. */
function named(prediction: Prediction): string {
  const says = prediction.class !== undefined && prediction.decision !== 'abstain' && prediction.class !== prediction.decision;
  return says ? `${prediction.class} by ` : '';
}

export function VerdictView({ prediction }: { prediction: Prediction }) {
  return (
    <div class="stack">
      <div class="row spread wrap">
        <Verdict prediction={prediction} large />
        <span class="muted">{named(prediction)}{prediction.model}</span>
      </div>
      {prediction.error ? (
        <p>{prediction.error.message}{prediction.error.column && <> (column <code>{prediction.error.column}</code>)</>}</p>
      ) : (
        <>
          <Score prediction={prediction} wide />
          <p class="note">
            {prediction.threshold === null
              ? `Score of the class ${prediction.class ?? ''}.`
              : `Attack score ${figure(prediction.attack_score, 4)}; a row counts as an attack from ${figure(prediction.threshold, 4)} on (the mark on the bar).`}
          </p>
          <CountBarsOfScores scores={prediction.scores ?? {}} decided={prediction.class ?? ''} />
        </>
      )}
    </div>
  );
}

const kShown = 8;

const kMethods: Record<string, string> = {
  tree_shap: 'Exact Shapley values',
  linear_shap: 'Exact Shapley values',
  sampled_shap: 'Sampled Shapley values',
};

const kUnits: Record<Explanation['unit'], string> = {
  log_odds: 'log-odds',
  probability: 'probability',
  margin: 'margin',
};

/** Without a threshold there is no benign class: neither side is good or bad. */
function tonesOf(explanation: Explanation, model: ModelDetail): DivergingTones {
  if (model.threshold === null) return { right: 'accent', left: 'plain' };
  return explanation.class === model.classes[0] ? { right: 'good', left: 'bad' } : { right: 'bad', left: 'good' };
}

/** What brought a verdict about: of the class that decided first, of any other on demand. */
export function ExplanationView({ first, model, name, row }: {
  first: Explanation;
  model: ModelDetail;
  name: string;
  row: Row;
}) {
  const [explanation, setExplanation] = useState(first);
  const [cls, setClass] = useState(first.class);
  useEffect(() => {
    setExplanation(first);
    setClass(first.class);
  }, [first]);
  useEffect(() => {
    if (cls === explanation.class) return;
    const asked = new AbortController();
    send<Explanation>('POST', withQuery('/explain', { model: name, class: cls }), { row }, asked.signal).then(setExplanation, (error: unknown) => {
      if (asked.signal.aborted) return;
      sayProblem(error);
      setClass(explanation.class);
    });
    return () => asked.abort();
  }, [cls]);
  return (
    <>
      {model.classes.length > 2 && <ClassField chosen={cls} classes={model.classes} scores={first.prediction.scores ?? {}} onPick={setClass} />}
      <Contributions explanation={explanation} tones={tonesOf(explanation, model)} />
    </>
  );
}

/** The classes, those with the highest score first. */
function ClassField({ chosen, classes, scores, onPick }: {
  chosen: string;
  classes: string[];
  scores: Record<string, number>;
  onPick: (cls: string) => void;
}) {
  const sorted = [...classes].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  return (
    <SelectField label="Class to explain" value={chosen} onPick={onPick}
      choices={sorted.map((cls) => ({ value: cls, label: `${cls} (score ${figure(scores[cls])})` }))} />
  );
}

function Contributions({ explanation, tones }: { explanation: Explanation; tones: DivergingTones }) {
  const [all, setAll] = useState(false);
  const features = all ? explanation.features : explanation.features.slice(0, kShown);
  const rest = explanation.features.slice(kShown);
  const restSum = rest.reduce((sum, feature) => sum + feature.contribution, 0);
  const table = () => ({
    header: ['feature', 'value', 'contribution', 'normal from', 'normal to'],
    rows: explanation.features.map((feature) => [
      feature.feature, measure(feature.value), feature.contribution, feature.normal?.low ?? null, feature.normal?.high ?? null,
    ]),
  });
  return (
    <Figure title={`What speaks for ${explanation.class} (right) and against it (left)`} table={table}
      note={`${kMethods[explanation.method] ?? words(explanation.method)}, in ${kUnits[explanation.unit] ?? explanation.unit}: from ${figure(explanation.base, 3)} for an average row to ${figure(explanation.output, 3)} for this one.`}>
      <DivergingBars features={features} towards={explanation.class} away={`away from ${explanation.class}`} tones={tones} />
      {rest.length > 0 && (
        <div class="row spread">
          <span class="note">{all ? '' : `The other ${rest.length} features together: ${figure(restSum, 3)}`}</span>
          <Button kind="ghost" class="small" onClick={() => setAll(!all)}>{all ? 'Show fewer' : 'Show all'}</Button>
        </div>
      )}
    </Figure>
  );
}
