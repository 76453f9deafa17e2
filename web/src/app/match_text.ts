// SPDX-License-Identifier: Apache-2.0
// How well a few typed letters fit a name: the order of the command palette.

/**
 * Higher is better; null when the letters do not occur in order. Letters at the start of words
 * and runs of letters count most, early hits more than late ones.
 */
export function fit(typed: string, name: string): number | null {
  const wanted = typed.toLowerCase().replace(/\s+/g, '');
  if (wanted === '') return 0;
  const text = name.toLowerCase();
  const whole = text.indexOf(typed.toLowerCase().trim());
  if (whole >= 0) return 1000 - whole * 4 + (startsWord(text, whole) ? 200 : 0) - text.length * 0.1;
  let score = 0;
  let from = 0;
  let before = -2;
  for (const letter of wanted) {
    const at = text.indexOf(letter, from);
    if (at < 0) return null;
    score += at === before + 1 ? 12 : 2;
    if (startsWord(text, at)) score += 14;
    score -= Math.min(at - from, 6);
    before = at;
    from = at + 1;
  }
  return score - text.length * 0.1;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s_\-@/.:]/.test(text[at - 1] ?? '');
}

/** Those that fit, best first; equal ones keep their order. */
export function rank<T>(typed: string, items: T[], nameOf: (item: T) => string): T[] {
  return items
    .map((item, index) => ({ item, index, score: fit(typed, nameOf(item)) }))
    .filter((entry): entry is { item: T; index: number; score: number } => entry.score !== null)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map((entry) => entry.item);
}
