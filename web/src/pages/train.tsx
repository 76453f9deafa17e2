// SPDX-License-Identifier: Apache-2.0
// Starts a training: the form is made from the option tables of the catalogue.
import { useState } from 'preact/hooks';
import { send } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import type { Catalog, CatalogEntry, Dataset, Json, OptionSpec, Page, Run } from '../api/types';
import { useGet } from '../app/resource';
import { go, place, to } from '../app/router';
import { say } from '../app/toasts';
import { Button, Card, Code, Disclosure, Empty, LinkButton } from '../components/basics';
import { Check, SelectField, TextField } from '../components/fields';
import { OptionField } from '../components/option_field';
import { PageHead } from '../components/page';
import { Loaded, ProblemPanel } from '../components/problem_panel';
import { count, sentence, words } from '../lib/format';
import { changedOptions, defaultText, type OptionValues } from '../lib/options';
import { shellQuote } from '../lib/curl';

const kBasic = ['task', 'metric', 'threshold', 'max_fpr', 'split', 'seed'];
const kOwnField = new Set(['learners', 'dataset', 'model']);

export default function TrainPage() {
  const catalog = useGet<Catalog>('/catalog');
  const datasets = useGet<Page<Dataset>>('/datasets');
  return (
    <>
      <PageHead title="Start a training" up={{ href: '/runs', title: 'Runs' }} note="Rows are split without leakage, learners compared on tune rows, the winner judged once on sealed test rows." />
      <Loaded from={catalog} lines={10}>
        {(tables) => (
          <Loaded from={datasets} lines={10}>
            {(page) => (page.items.length === 0
              ? <Card><Empty icon="data" title="There is no data to learn from" action={<LinkButton kind="primary" href="/data?upload=1">Upload a file</LinkButton>}>Labelled rows are needed.</Empty></Card>
              : <TrainForm catalog={tables} datasets={page.items} />)}
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

function commandOf(dataset: string, model: string, promote: string, learners: string[], options: Record<string, Json>, learnerOptions: Record<string, Record<string, Json>>): string {
  const parts = ['vedette train', `--dataset ${shellQuote(dataset)}`, `--model ${shellQuote(model || dataset)}`];
  if (promote !== 'never') parts.push(`--promote ${promote}`);
  if (learners.length > 0) parts.push(`--learners ${learners.join(',')}`);
  for (const [name, value] of Object.entries(options)) parts.push(`--${name.replace(/_/g, '-')} ${shellQuote(String(value))}`);
  for (const [learner, values] of Object.entries(learnerOptions))
    for (const [name, value] of Object.entries(values)) parts.push(`--learner-option ${learner}.${name}=${shellQuote(String(value))}`);
  return parts.join(' ');
}

function largest(datasets: Dataset[]): string {
  return datasets.reduce<Dataset | null>((most, set) => (most && most.rows >= set.rows ? most : set), null)?.name ?? '';
}

function TrainForm({ catalog, datasets }: { catalog: Catalog; datasets: Dataset[] }) {
  const first = place.value.query.get('dataset') ?? largest(datasets);
  const [dataset, setDataset] = useState(first);
  const [model, setModel] = useState('');
  const [promote, setPromote] = useState('never');
  const [learners, setLearners] = useState<string[]>([]);
  const [typed, setTyped] = useState<OptionValues>({});
  const [learnerTyped, setLearnerTyped] = useState<Record<string, OptionValues>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const specs = catalog.train_options.filter((spec) => !kOwnField.has(spec.name));
  const basic = kBasic.flatMap((name) => specs.filter((spec) => spec.name === name));
  const rest = specs.filter((spec) => !kBasic.includes(spec.name));
  const { values, faults } = changedOptions(specs, typed);
  const chosen = catalog.learners.filter((learner) => learners.includes(learner.name));
  const learnerOptions = chosen.map((learner) => [learner.name, changedOptions(learner.options, learnerTyped[learner.name] ?? {})] as const);
  const sentLearnerOptions = Object.fromEntries(learnerOptions.filter(([, found]) => Object.keys(found.values).length > 0).map(([name, found]) => [name, found.values]));
  const faulty = Object.keys(faults).length > 0 || learnerOptions.some(([, found]) => Object.keys(found.faults).length > 0);
  const rows = datasets.find((set) => set.name === dataset)?.rows;

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const options = learners.length > 0 ? { ...values, learners: learners.join(',') } : values;
      const run = await send<Run>('POST', '/runs', { dataset, model: model || dataset, options, learner_options: sentLearnerOptions, promote });
      say(`The training of ${model || dataset} has been asked for`);
      go(to(['runs', run.id]));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const option = (spec: OptionSpec) => (
    <OptionField key={spec.name} spec={spec} text={typed[spec.name] ?? defaultText(spec)} fault={faults[spec.name] ?? problem?.fieldDetail(spec.name) ?? null}
      onText={(text) => setTyped((known) => ({ ...known, [spec.name]: text }))} />
  );
  return (
    <form class="stack" noValidate onSubmit={(event) => void submit(event)}>
      <Card title="What to learn from">
        <div class="fields">
          <SelectField label="Data set" value={dataset} onPick={setDataset} error={problem?.fieldDetail('dataset') ?? null} help={rows !== undefined ? `${count(rows)} rows` : undefined} choices={datasets.map((set) => ({ value: set.name, label: set.name }))} />
          <TextField label="Model" value={model} placeholder={dataset} onText={setModel} error={problem?.fieldDetail('model') ?? null} help="A new version of it is published" />
          <SelectField label="Champion" value={promote} onPick={setPromote} help="The first version of a model is its champion in any case"
            choices={[{ value: 'never', label: 'leave as it is' }, { value: 'if_better', label: 'promote if it is better' }, { value: 'always', label: 'promote always' }]} />
        </div>
      </Card>
      <Card title="Learners to compare" note="None chosen: a list that suits the data.">
        <div class="fields" style={{ '--least': '18rem' }}>
          {catalog.learners.map((learner) => (
            <Check key={learner.name} label={sentence(words(learner.name))} help={learner.summary} checked={learners.includes(learner.name)}
              onToggle={(on) => setLearners((known) => (on ? [...known, learner.name] : known.filter((name) => name !== learner.name)))} />
          ))}
        </div>
        {chosen.map((learner) => (
          <LearnerOptions key={learner.name} learner={learner} typed={learnerTyped[learner.name] ?? {}} onTyped={(next) => setLearnerTyped((known) => ({ ...known, [learner.name]: next }))} />
        ))}
      </Card>
      <Card title="How to train and judge">
        <div class="fields" style={{ '--least': '15rem' }}>{basic.map(option)}</div>
        {rest.length > 0 && <Disclosure title={`${rest.length} more options`}><div class="fields" style={{ '--least': '15rem' }}>{rest.map(option)}</div></Disclosure>}
      </Card>
      {problem && <ProblemPanel problem={problem} />}
      <div class="row wrap"><Button type="submit" kind="primary" icon="runs" busy={busy} disabled={faulty || dataset === ''}>Start the training</Button></div>
      <Disclosure title="The same on the command line"><Code label="command to train" wrap text={commandOf(dataset, model, promote, learners, values, sentLearnerOptions)} /></Disclosure>
    </form>
  );
}

function LearnerOptions({ learner, typed, onTyped }: { learner: CatalogEntry; typed: OptionValues; onTyped: (typed: OptionValues) => void }) {
  const { faults } = changedOptions(learner.options, typed);
  return (
    <Disclosure title={`Options of ${words(learner.name)}`}>
      <div class="fields" style={{ '--least': '15rem' }}>
        {learner.options.map((spec) => (
          <OptionField key={spec.name} spec={spec} text={typed[spec.name] ?? defaultText(spec)} fault={faults[spec.name] ?? null} onText={(text) => onTyped({ ...typed, [spec.name]: text })} />
        ))}
      </div>
    </Disclosure>
  );
}
