// SPDX-License-Identifier: Apache-2.0
// A verdict and what brought it about.
import { useState } from 'preact/hooks';
import type { Explanation, Prediction } from '../../api/types';
import { DivergingBars } from '../../charts/diverging';
import { Figure } from '../../charts/figure';
import { Button } from '../../components/basics';
import { Score, Verdict } from '../../components/status';
import { CountBarsOfScores } from './scores';
import { figure, measure, words } from '../../lib/format';

export function VerdictView({ prediction }: { prediction: Prediction }) {
  return (
    <div class="stack">
      <div class="row spread wrap">
        <Verdict prediction={prediction} large />
        <span class="muted">{prediction.model}</span>
      </div>
      {prediction.error ? (
        <p>{prediction.error.message}{prediction.error.column && <> (column <code>{prediction.error.column}</code>)</>}</p>
      ) : (
        <>
          <Score prediction={prediction} />
          <p class="note">
            {prediction.threshold === null
              ? `Score of the class ${prediction.class ?? ''}.`
              : `Attack score ${figure(prediction.attack_score, 4)}; from ${figure(prediction.threshold, 4)} on a row is an attack (the mark on the bar).`}
          </p>
          <CountBarsOfScores scores={prediction.scores ?? {}} decided={prediction.class ?? ''} />
        </>
      )}
    </div>
  );
}

const kShown = 8;

const kMethods: Record<string, string> = {
  tree_shap: 'exact Shapley values',
  linear_shap: 'exact Shapley values',
  sampled_shap: 'sampled Shapley values',
};

const kUnits: Record<Explanation['unit'], string> = {
  log_odds: 'log-odds',
  probability: 'probability',
  margin: 'margin',
};

export function ExplanationView({ explanation }: { explanation: Explanation }) {
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
      <DivergingBars features={features} towards={explanation.class} away={`away from ${explanation.class}`} />
      {rest.length > 0 && (
        <div class="row spread">
          <span class="note">{all ? '' : `The other ${rest.length} features together: ${figure(restSum, 3)}`}</span>
          <Button kind="ghost" class="small" onClick={() => setAll(!all)}>{all ? 'Show fewer' : 'Show all'}</Button>
        </div>
      )}
    </Figure>
  );
}
