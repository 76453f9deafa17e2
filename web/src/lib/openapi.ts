// SPDX-License-Identifier: Apache-2.0
// The parts of an OpenAPI document that the viewer shows.
import type { Json } from '../api/types';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  enum?: Json[];
  const?: Json;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  default?: Json;
  minimum?: number;
  maximum?: number;
  example?: Json;
  examples?: Json[];
}

export interface Media {
  schema?: Schema;
  example?: Json;
  examples?: Record<string, { summary?: string; value?: Json }>;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
  example?: Json;
}

export interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: { $ref?: string; description?: string; required?: boolean; content?: Record<string, Media> };
  responses?: Record<string, { $ref?: string; description?: string; content?: Record<string, Media> }>;
  security?: Record<string, string[]>[];
}

export interface OpenApi {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Json>>;
  components?: Record<string, Record<string, Json>>;
}

export interface Route {
  method: string;
  path: string;
  operation: Operation;
}

const kMethods = ['get', 'post', 'put', 'patch', 'delete'];

/** What a local `$ref` points at; itself when there is none, undefined when it leads nowhere. */
export function resolve<T extends { $ref?: string }>(document: OpenApi, value: T): T | undefined {
  if (!value.$ref) return value;
  if (!value.$ref.startsWith('#/')) return undefined;
  let found: unknown = document;
  for (const part of value.$ref.slice(2).split('/')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[part.replace(/~1/g, '/').replace(/~0/g, '~')];
  }
  return found as T | undefined;
}

/** Routes by group, in the order of the document. */
export function groups(document: OpenApi): { name: string; description: string; routes: Route[] }[] {
  const found = new Map<string, Route[]>((document.tags ?? []).map((tag) => [tag.name, []]));
  for (const [path, item] of Object.entries(document.paths)) {
    const shared = Array.isArray(item['parameters']) ? (item['parameters'] as unknown as Parameter[]) : [];
    for (const method of kMethods) {
      const operation = item[method] as unknown as Operation | undefined;
      if (!operation) continue;
      const tag = operation.tags?.[0] ?? 'other';
      const route = { method, path, operation: { ...operation, parameters: [...shared, ...(operation.parameters ?? [])] } };
      found.set(tag, [...(found.get(tag) ?? []), route]);
    }
  }
  return [...found]
    .filter(([, routes]) => routes.length > 0)
    .map(([name, routes]) => ({ name, description: document.tags?.find((tag) => tag.name === name)?.description ?? '', routes }));
}

/** A type in one line: `string or null`, `Model[]`. */
export function typeText(document: OpenApi, schema: Schema | undefined): string {
  if (!schema) return 'anything';
  if (schema.$ref) return schema.$ref.split('/').pop() ?? 'object';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.map((one) => typeText(document, one)).join(' or ');
  if (schema.items) return `${typeText(document, schema.items)}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type;
  return [type ?? (schema.properties ? 'object' : 'anything'), schema.format && `(${schema.format})`].filter(Boolean).join(' ');
}

export interface SchemaLine {
  depth: number;
  name: string;
  type: string;
  required: boolean;
  text: string;
}

const kDeepest = 4;

/** The members of a schema as lines, references followed to a sensible depth. */
export function schemaLines(document: OpenApi, schema: Schema | undefined, depth = 0): SchemaLine[] {
  if (!schema || depth > kDeepest) return [];
  const whole = resolve(document, schema);
  if (!whole) return [];
  if (whole.items) return schemaLines(document, whole.items, depth);
  const parts = [...(whole.allOf ?? []), ...(whole.oneOf ?? []), ...(whole.anyOf ?? [])].flatMap((one) => schemaLines(document, one, depth));
  const own = Object.entries(whole.properties ?? {}).flatMap(([name, member]) => {
    const target = resolve(document, member);
    const line = { depth, name, type: typeText(document, member), required: whole.required?.includes(name) ?? false, text: member.description ?? target?.description ?? '' };
    return [line, ...schemaLines(document, member, depth + 1)];
  });
  return [...own, ...parts];
}

/** An example of a body: the given one, or one made from the schema. */
export function exampleOf(document: OpenApi, media: Media | undefined): Json | undefined {
  if (!media) return undefined;
  if (media.example !== undefined) return media.example;
  const named = Object.values(media.examples ?? {})[0]?.value;
  if (named !== undefined) return named;
  return sample(document, media.schema, 0);
}

function sample(document: OpenApi, schema: Schema | undefined, depth: number): Json | undefined {
  const whole = schema && resolve(document, schema);
  if (!whole || depth > kDeepest) return undefined;
  const given = whole.example ?? whole.examples?.[0] ?? whole.default ?? whole.const ?? whole.enum?.[0];
  if (given !== undefined) return given;
  const first = whole.oneOf?.[0] ?? whole.anyOf?.[0] ?? whole.allOf?.[0];
  if (first) return sample(document, first, depth);
  if (whole.items) {
    const item = sample(document, whole.items, depth + 1);
    return item === undefined ? [] : [item];
  }
  if (!whole.properties) return undefined;
  const members = Object.entries(whole.properties).flatMap(([name, member]) => {
    const value = sample(document, member, depth + 1);
    return value === undefined ? [] : [[name, value] as const];
  });
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

/** The path with its parameters filled in, and the query behind it. */
export function fillPath(route: Route, values: Record<string, string>): string {
  const path = route.path.replace(/\{([^}]+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? `{${name}}`).replace(/%7B|%7D/g, (brace) => (brace === '%7B' ? '{' : '}')).replace(/%40/g, '@'));
  const query = new URLSearchParams();
  for (const parameter of route.operation.parameters ?? []) {
    const value = values[parameter.name];
    if (parameter.in === 'query' && value) query.set(parameter.name, value);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
