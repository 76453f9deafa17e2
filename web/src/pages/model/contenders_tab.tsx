// SPDX-License-Identifier: Apache-2.0
// Who else stood for election, and what a simple answer would have reached.
import type { ModelDetail } from '../../api/types';
import { Badge, Card, Disclosure, Empty, Facts } from '../../components/basics';
import { count, duration, figure, measure, percent, words } from '../../lib/format';
import { TableScroll } from '../../components/table_scroll';

export function ContendersTab({ model }: { model: ModelDetail }) {
  return (
    <>
      <Card title="Leaderboard" flush note="Compared on tune rows; the winner was judged once on test rows.">
        {!model.leaderboard || model.leaderboard.length === 0 ? <Empty title="No leaderboard in this bundle" /> : (
          <TableScroll label="Leaderboard">
            <table>
              <thead><tr><th scope="col">Learner</th><th scope="col" class="num">Order metric</th><th scope="col" class="num">Log loss</th><th scope="col" class="num">PR-AUC</th><th scope="col" class="num">Macro F1</th><th scope="col" class="num">Accuracy</th><th scope="col" class="num">Training</th><th scope="col" class="num">Candidates</th></tr></thead>
              <tbody>
                {model.leaderboard.map((one, index) => (
                  <tr key={`${one.learner}${index}`}>
                    <th scope="row">{words(one.learner)} {index === 0 && <Badge tone="good" icon="check">winner</Badge>}{one.sat_out && <Badge>sat out</Badge>}{one.note && <span class="sub">{one.note}</span>}</th>
                    <td class="num">{figure(one.metric)}</td>
                    <td class="num">{figure(one.tune?.log_loss)}</td>
                    <td class="num">{figure(one.tune?.pr_auc)}</td>
                    <td class="num">{figure(one.tune?.macro_f1)}</td>
                    <td class="num">{percent(one.tune?.accuracy)}</td>
                    <td class="num">{duration(one.train_seconds)}</td>
                    <td class="num">{count(one.candidates_tried)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
      </Card>
      <Card title="Baselines" flush note="On the same test rows. A model that is hardly better than these has learnt little.">
        {!model.baselines || model.baselines.length === 0 ? <Empty title="No baselines in this bundle" /> : (
          <TableScroll label="Baselines">
            <table>
              <thead><tr><th scope="col">Baseline</th><th scope="col" class="num">PR-AUC</th><th scope="col" class="num">ROC-AUC</th><th scope="col" class="num">Macro F1</th><th scope="col" class="num">Accuracy</th></tr></thead>
              <tbody>
                <tr>
                  <th scope="row">{model.name}@{model.version} <Badge tone="accent">this model</Badge></th>
                  <td class="num">{figure(model.metrics.pr_auc)}</td><td class="num">{figure(model.metrics.roc_auc)}</td>
                  <td class="num">{figure(model.metrics.macro_f1)}</td><td class="num">{percent(model.metrics.accuracy)}</td>
                </tr>
                {model.baselines.map((one) => (
                  <tr key={one.name}>
                    <th scope="row">{words(one.name)}<span class="sub">{one.description}</span>{one.note && <span class="sub">{one.note}</span>}</th>
                    <td class="num">{figure(one.test?.pr_auc)}</td><td class="num">{figure(one.test?.roc_auc)}</td>
                    <td class="num">{figure(one.test?.macro_f1)}</td><td class="num">{percent(one.test?.accuracy)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
      </Card>
      <Card title="Options of the learner">
        <Facts items={Object.entries(model.learner_options ?? {}).map(([name, value]) => [words(name), measure(value)])} />
        <Disclosure title="Options of the training">
          <Facts items={Object.entries(model.training?.['options'] ?? {}).map(([name, value]) => [words(name), measure(value)])} />
        </Disclosure>
      </Card>
    </>
  );
}
