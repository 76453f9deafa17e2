// SPDX-License-Identifier: Apache-2.0
import { path } from '../../api/client';
import type { ModelDetail } from '../../api/types';
import { useGet } from '../../app/resource';
import { Card, Code, Disclosure } from '../../components/basics';
import { Markdown } from '../../components/markdown';
import { Loaded } from '../../components/problem_panel';

/** The model card as it lies in the bundle, and the schema of the rows it takes. */
export function CardTab({ model }: { model: ModelDetail }) {
  const ref = path(`${model.name}@${model.version}`);
  const card = useGet<string>(`/models${ref}/card`, { accept: 'text/markdown' });
  return (
    <Card>
      <Loaded from={card} lines={12}>{(text) => <Markdown text={text} />}</Loaded>
      <Disclosure title="Schema of the rows"><Schema address={`/models${ref}/schema`} /></Disclosure>
    </Card>
  );
}

function Schema({ address }: { address: string }) {
  const schema = useGet<string>(address, { accept: 'application/yaml' });
  return <Loaded from={schema}>{(text) => <Code label="schema" text={text} />}</Loaded>;
}
