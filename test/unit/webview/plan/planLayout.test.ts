import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARD, directEdges, planLayout } from '../../../../webview/plan/planLayout';
import type { PlacedStep } from '../../../../webview/plan/planLayout';

const step = (id: string, ...dependsOn: string[]): PlacedStep => ({ id, dependsOn });
const wavesOf = (...steps: PlacedStep[]): string[] =>
  planLayout(steps).waves.map((wave) => wave.map(({ id }) => id).join(' '));
const edgesOf = (...steps: PlacedStep[]): string[] =>
  directEdges(steps).map(({ from, to }) => `${from}>${to}`);

describe('waves', () => {
  it.each<[string, PlacedStep[], string[]]>([
    ['nothing', [], []],
    ['steps that need nothing stand side by side', [step('a'), step('b')], ['a b']],
    [
      'a step stands behind the last that it needs',
      [step('a'), step('b', 'a'), step('c', 'a', 'b')],
      ['a', 'b', 'c'],
    ],
    ['also one that is listed before', [step('b', 'a'), step('a')], ['a', 'b']],
    ['in plan order', [step('a'), step('d', 'a'), step('c', 'a'), step('b')], ['a b', 'd c']],
    ['a circle comes last', [step('a'), step('b', 'c'), step('c', 'b')], ['a', 'b c']],
    ['so does what needs a step that is not there', [step('a', 'gone'), step('b')], ['b', 'a']],
  ])('%s', (_name, steps, expected) => {
    expect(wavesOf(...steps)).toEqual(expected);
  });

  it('have each step once, behind all it needs', () => {
    const plans = fc
      .array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 21 })
      .map((needs) =>
        needs.map((ids, index) =>
          step(String(index), ...new Set(ids.filter((id) => id < index).map(String))),
        ),
      );
    fc.assert(
      fc.property(plans, (steps) => {
        const { waves } = planLayout(steps);
        const waveOf = new Map(waves.flatMap((wave, index) => wave.map(({ id }) => [id, index] as const)));
        expect(waves.flat().length).toBe(steps.length);
        for (const { id, dependsOn } of steps)
          for (const needed of dependsOn) expect(waveOf.get(needed)).toBeLessThan(waveOf.get(id) ?? -1);
      }),
    );
  });
});

describe('lines', () => {
  it('leave out what follows from others', () => {
    expect(edgesOf(step('a'), step('b', 'a'), step('c', 'a', 'b'))).toEqual(['a>b', 'b>c']);
    expect(edgesOf(step('a'), step('b'), step('c', 'a', 'b'))).toEqual(['a>c', 'b>c']);
  });

  it('end where a step is not there, or in a circle', () => {
    expect(edgesOf(step('a', 'gone'))).toEqual([]);
    expect(planLayout([step('a', 'b'), step('b', 'a')]).edges).toEqual([]);
  });

  it('stay few where every step needs all before it', () => {
    const steps = Array.from({ length: 100 }, (_, index) =>
      step(String(index), ...Array.from({ length: index }, (_other, before) => String(before))),
    );
    expect(directEdges(steps).length).toBe(99);
  });

  it('go straight to the next wave', () => {
    const { edges, width, height } = planLayout([step('a'), step('b', 'a')]);
    const y = CARD.top + CARD.height / 2;
    expect(edges[0]?.path.startsWith(`M${CARD.width} ${y}`)).toBe(true);
    expect(edges[0]?.path.endsWith(`L${CARD.width + CARD.gapX} ${y}`)).toBe(true);
    expect(width).toBe(2 * CARD.width + CARD.gapX);
    expect(height).toBe(CARD.top + CARD.height + CARD.gapY);
  });

  it('never run through a card on their way', () => {
    // From the first wave past two cards of the second and third.
    const { edges } = planLayout([step('a'), step('x'), step('b', 'a'), step('c', 'b'), step('d', 'c', 'x')]);
    const far = edges.find(({ from, to }) => from === 'x' && to === 'd');
    const numbers = far?.path.match(/[\d.]+/g)?.map(Number) ?? [];
    const points = numbers.flatMap((x, index) =>
      index % 2 === 0 ? [[x, numbers[index + 1] ?? 0] as const] : [],
    );
    const isInCard = ([x, y]: readonly [number, number]): boolean => {
      const column = Math.floor(x / (CARD.width + CARD.gapX));
      const insideX = x - column * (CARD.width + CARD.gapX) < CARD.width && x % (CARD.width + CARD.gapX) > 0;
      return insideX && column > 0 && column < 3 && y > CARD.top && y < CARD.top + CARD.height;
    };
    expect(points.length).toBeGreaterThan(4);
    expect(points.filter(isInCard)).toEqual([]);
  });
});
