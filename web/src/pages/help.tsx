// SPDX-License-Identifier: Apache-2.0
import { keyHelp } from '../app/keys';
import { Card } from '../components/basics';
import { PageHead } from '../components/page';
import { Light, Verdict } from '../components/status';

const kWords: [string, string][] = [
  ['Attack score', 'One minus the score of the benign class. From the threshold on, a row is called an attack.'],
  ['Threshold', 'Chosen on validation rows and then frozen; never on the rows that judge the model.'],
  ['False-positive rate', 'Share of benign rows that are called attacks. The promised rate was measured on validation rows, the realised one on sealed test rows.'],
  ['Recall', 'Share of attacks that are found.'],
  ['PR-AUC', 'Area under precision against recall. With few attacks it tells more than ROC-AUC.'],
  ['PSI', 'Population stability index: how far the shares of a feature’s values have moved. Below 0.1 stable, from 0.25 on drifted.'],
  ['Quarantine', 'Rows that could not be read, kept with file, row, column, rule and text, to be mended and replayed.'],
  ['Champion', 'The version that answers when only the model’s name is given. The one before is called previous.'],
];

export default function HelpPage() {
  const shown = { row: 1, threshold: 0.5, model: '' };
  return (
    <>
      <PageHead title="Help" />
      <div class="grid" style={{ '--least': '24rem' }}>
        <Card title="Keys">
          <div class="key-table">
            {keyHelp.map(({ keys, what }) => (
              <>
                <span key={keys} class="row">{keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</span>
                <span>{what}</span>
              </>
            ))}
          </div>
        </Card>
        <Card title="Words">
          <dl class="stack tight">
            {kWords.map(([word, text]) => <div key={word}><dt><strong>{word}</strong></dt><dd class="muted">{text}</dd></div>)}
          </dl>
        </Card>
        <Card title="Signs" note="Shapes and words say the same as colours.">
          <div class="key-table">
            <Verdict prediction={{ ...shown, decision: 'attack' }} /><span>The score reached the threshold.</span>
            <Verdict prediction={{ ...shown, decision: 'benign' }} /><span>It did not.</span>
            <Verdict prediction={shown} /><span>The row could not be read; the reason stands beside it.</span>
            <Light colour="green" /><span>PSI below 0.1.</span>
            <Light colour="amber" /><span>PSI from 0.1 to 0.25.</span>
            <Light colour="red" /><span>PSI from 0.25 on.</span>
          </div>
        </Card>
        <Card title="Elsewhere">
          <ul class="stack tight plain">
            <li><a href="/api/docs">Reference of the HTTP API</a>, also as <a href="/openapi.json">OpenAPI</a>.</li>
            <li>Every page has its counterpart on the command line: <code>vedette --help</code>.</li>
            <li>Each chart has a button that shows its numbers as a table.</li>
            <li>The address of a page holds what is chosen on it: a link opens the same view.</li>
          </ul>
        </Card>
      </div>
    </>
  );
}
