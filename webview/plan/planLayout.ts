// Where the cards of a plan stand and how the lines between them run. Pure: columns are waves, cards have one size, so nothing is measured.

/** A step, as far as its place is concerned. */
export interface PlacedStep {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** Sizes in pixels; the style sheet has the same. */
export const CARD = { width: 190, height: 66, gapX: 36, gapY: 14, top: 32 } as const;
const RADIUS = 4;

export interface PlanLayout<Step extends PlacedStep = PlacedStep> {
  /**
   * Each step one wave behind the last of what it needs, in plan order. Steps that can never start, since they need one another or what
   * is not there, come last.
   */
  readonly waves: readonly (readonly Step[])[];
  readonly edges: readonly PlanEdge[];
  readonly width: number;
  readonly height: number;
}

/** A line from a step to one that needs it. */
export interface PlanEdge {
  readonly from: string;
  readonly to: string;
  /** SVG path data. */
  readonly path: string;
}

interface Cell {
  readonly column: number;
  readonly row: number;
}

export function planLayout<Step extends PlacedStep>(steps: readonly Step[]): PlanLayout<Step> {
  const waves = wavesOf(steps);
  const cells = new Map<string, Cell>();
  waves.forEach((wave, column) => wave.forEach(({ id }, row) => cells.set(id, { column, row })));
  const rows = Math.max(0, ...waves.map((wave) => wave.length));
  return {
    waves,
    edges: directEdges(steps).flatMap(({ from, to }) => {
      const source = cells.get(from);
      const target = cells.get(to);
      // What is in a circle has no direction to draw.
      if (source === undefined || target === undefined || source.column >= target.column) return [];
      return [{ from, to, path: pathBetween(source, target) }];
    }),
    width: waves.length * (CARD.width + CARD.gapX) - (waves.length === 0 ? 0 : CARD.gapX),
    height: CARD.top + rows * (CARD.height + CARD.gapY),
  };
}

function wavesOf<Step extends PlacedStep>(steps: readonly Step[]): readonly (readonly Step[])[] {
  const waves: Step[][] = [];
  const settled = new Set<string>();
  let rest = steps;
  while (rest.length > 0) {
    const wave = rest.filter(({ dependsOn }) => dependsOn.every((id) => settled.has(id)));
    // The rest waits for itself.
    if (wave.length === 0) return [...waves, [...rest]];
    waves.push([...wave]);
    for (const { id } of wave) settled.add(id);
    rest = rest.filter(({ id }) => !settled.has(id));
  }
  return waves;
}

/** The dependencies that don't follow from others: the words of a step name all, the lines these. */
export function directEdges(steps: readonly PlacedStep[]): readonly { from: string; to: string }[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const known = new Map<string, ReadonlySet<string>>();
  /** Everything a step needs, directly or not; a circle ends where it began. */
  const needsOf = (id: string, path: ReadonlySet<string>): ReadonlySet<string> => {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    const all = new Set<string>();
    for (const needed of byId.get(id)?.dependsOn ?? []) {
      all.add(needed);
      if (!path.has(needed)) for (const other of needsOf(needed, new Set(path).add(needed))) all.add(other);
    }
    known.set(id, all);
    return all;
  };
  return steps.flatMap(({ id, dependsOn }) =>
    dependsOn
      .filter((needed) => byId.has(needed))
      .filter(
        (needed) =>
          !dependsOn.some((other) => other !== needed && needsOf(other, new Set([other])).has(needed)),
      )
      .map((needed) => ({ from: needed, to: id })),
  );
}

/** Straight to the next column; farther ones go between the rows, so that no line runs through a card. */
function pathBetween(source: Cell, target: Cell): string {
  const from = { x: left(source.column) + CARD.width, y: middle(source.row) };
  const to = { x: left(target.column), y: middle(target.row) };
  const firstTurn = from.x + CARD.gapX / 2;
  if (target.column - source.column === 1)
    return route([from, { x: firstTurn, y: from.y }, { x: firstTurn, y: to.y }, to]);
  const lastTurn = to.x - CARD.gapX / 2;
  const lane = CARD.top + target.row * (CARD.height + CARD.gapY) - CARD.gapY / 2;
  return route([
    from,
    { x: firstTurn, y: from.y },
    { x: firstTurn, y: lane },
    { x: lastTurn, y: lane },
    { x: lastTurn, y: to.y },
    to,
  ]);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Straight lines with rounded corners. */
function route(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${first.x} ${first.y}`];
  rest.forEach((point, index) => {
    const before = points[index];
    const after = rest[index + 1];
    if (before === undefined) return;
    if (after === undefined) {
      parts.push(`L${point.x} ${point.y}`);
      return;
    }
    const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
    const into = towards(point, before, radius);
    const out = towards(point, after, radius);
    parts.push(`L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`);
  });
  return parts.join('');
}

function towards(point: Point, other: Point, length: number): Point {
  return {
    x: point.x + Math.sign(other.x - point.x) * length,
    y: point.y + Math.sign(other.y - point.y) * length,
  };
}

function distance(one: Point, other: Point): number {
  return Math.abs(one.x - other.x) + Math.abs(one.y - other.y);
}

function left(column: number): number {
  return column * (CARD.width + CARD.gapX);
}

function middle(row: number): number {
  return CARD.top + row * (CARD.height + CARD.gapY) + CARD.height / 2;
}
