// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { exampleOf, fillPath, groups, schemaLines, typeText, type OpenApi } from './openapi';

const document = {
  info: { title: 'T', version: '1' },
  tags: [{ name: 'models', description: 'Versions' }],
  paths: {
    '/models/{model}': {
      parameters: [{ name: 'model', in: 'path', required: true, schema: { type: 'string' } }],
      get: { tags: ['models'], parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }] },
      delete: { tags: ['models'] },
    },
    '/healthz': { get: {} },
  },
  components: { schemas: {
    Model: { type: 'object', required: ['name'], properties: { name: { type: 'string', example: 'lan' }, parent: { $ref: '#/components/schemas/Model' }, tags: { type: 'array', items: { type: 'string' } } } },
  } },
} as unknown as OpenApi;
const model = { $ref: '#/components/schemas/Model' };

describe('groups', () => {
  it('puts routes under their tags and shares parameters of the path', () => {
    const found = groups(document);
    expect(found.map((group) => [group.name, group.routes.length])).toEqual([['models', 2], ['other', 1]]);
    expect(found[0]?.routes[0]?.operation.parameters?.map((parameter) => parameter.name)).toEqual(['model', 'limit']);
  });
});

describe('schemas', () => {
  it('read in one line', () => {
    expect(typeText(document, { type: 'array', items: model })).toBe('Model[]');
    expect(typeText(document, { type: ['string', 'null'] })).toBe('string or null');
    expect(typeText(document, { enum: ['a', 'b'] })).toBe('"a" or "b"');
    expect(typeText(document, undefined)).toBe('anything');
  });
  it('end when they hold themselves', () => expect(schemaLines(document, model).length).toBeLessThan(40));
  it('make an example', () => expect(exampleOf(document, { schema: model })).toMatchObject({ name: 'lan' }));
  it('lead nowhere quietly', () => expect(schemaLines(document, { $ref: '#/components/schemas/Gone' })).toEqual([]));
});

it('fills addresses', () => {
  const route = groups(document)[0]?.routes[0];
  expect(route && fillPath(route, { model: 'lan@1', limit: '5' })).toBe('/models/lan@1?limit=5');
  expect(route && fillPath(route, {})).toBe('/models/{model}');
});
