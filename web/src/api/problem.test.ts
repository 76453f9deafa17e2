// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { asProblem, lastPart, parseProblem, Problem } from './problem';

const whole = {
  type: '/problems/schema_mismatch', title: 'Schema mismatch', status: 422, detail: "'fast' in 'duration' is not a number",
  instance: 'urn:uuid:5f0c', hint: 'give a number', where: { file: 'day.csv', row: 2, column: 'duration', byte: 102 },
  errors: [{ pointer: '/row/duration', code: 'not_a_number', detail: 'a number is expected' }],
};

describe('parseProblem', () => {
  it('takes over every member', () => {
    const problem = parseProblem(422, JSON.stringify(whole));
    expect(problem).toMatchObject({
      status: 422, code: 'schema_mismatch', detail: whole.detail, hint: whole.hint, where: whole.where, instance: 'urn:uuid:5f0c',
    });
    expect(problem.fieldDetail('duration')).toBe('a number is expected');
    expect(problem.fieldDetail('other')).toBeNull();
  });
  it.each([
    ['nothing', ''],
    ['a page of a proxy', '<html>Bad gateway</html>'],
    ['JSON that is no object', '[1, 2]'],
    ['members of other types', '{"title": 3, "where": "x", "errors": {"a": 1}}'],
  ])('makes do with %s', (_name, body) => {
    const problem = parseProblem(502, body);
    expect(problem.title).toBe('HTTP status 502');
    expect(problem.fields).toEqual([]);
    expect(problem.where).toBeNull();
  });
  it('leaves out places that say nothing', () => expect(parseProblem(400, '{"where": {"file": "", "row": 0}}').where).toBeNull());
  it('reads how long to wait', () => {
    expect(parseProblem(429, '{}', '30').retryAfterSeconds).toBe(30);
    expect(parseProblem(429, '{}', 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfterSeconds).toBeNull();
  });
});

describe('asProblem', () => {
  it('keeps a problem', () => {
    const problem = new Problem(404, 'not_found', 'Not found', 'gone');
    expect(asProblem(problem)).toBe(problem);
  });
  it('calls a failed fetch unreachable', () => expect(asProblem(new TypeError('Failed to fetch')).code).toBe('unreachable'));
  it('wraps anything else', () => expect(asProblem('odd').detail).toBe('odd'));
});

describe('lastPart', () => {
  it.each([['/row/duration', 'duration'], ['#/rows/0/a~1b', 'a/b'], ['/a~01', 'a~1'], ['', '']])('of %s is %s', (pointer, part) => expect(lastPart(pointer)).toBe(part));
});
