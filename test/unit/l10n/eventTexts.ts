// Finds every field of an event that may hold any text, by the types, and every place of the core that makes an event with words and
// without their value.
import ts from 'typescript';

/** A field such as `plan_fallback.reason`, or `StepResult.error` of a type with a name, and whether one beside it says the same as a value. */
export interface TextField {
  readonly name: string;
  readonly hasCause: boolean;
}

const TEXT = ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.Unknown;
const EVENTS = 'src/core/events/agentEvent.ts';
/** Fields that hold what another field of the same object says, as a value. What is in them are names, and words of others. */
const CAUSE = /cause|subject$/i;
/** Fields that hold names, moments and hashes. */
const NAME =
  /^(?:id|\w+Ids?|paths?|\w*[nN]ame|model|file|files|\w+At|\w*[hH]ash|version|opaque|provider|data|renamedTo|movedFrom|supersedes)$/;

/** Each once, sorted; those that only hold names are left out. */
export function eventTexts(): readonly TextField[] {
  const config = ts.readConfigFile('tsconfig.json', ts.sys.readFile).config as { compilerOptions?: object };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions ?? {}, '.');
  const program = ts.createProgram([EVENTS], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(EVENTS);
  const exported = source && checker.getSymbolAtLocation(source);
  const body = exported?.exports?.get('AgentEventBody' as ts.__String);
  if (body === undefined) throw new Error('There is no AgentEventBody.');
  const found = new Map<string, TextField>();
  const seen = new Set<ts.Type>();

  const readObject = (type: ts.Type, name: string): void => {
    if (seen.has(type)) return;
    seen.add(type);
    const fields = checker.getPropertiesOfType(type);
    const hasCause = fields.some((field) => CAUSE.test(field.name));
    for (const field of fields) {
      if (!CAUSE.test(field.name)) read(checker.getTypeOfSymbol(field), `${name}.${field.name}`, hasCause);
    }
    const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (values !== undefined) read(values, `${name}.*`, hasCause);
  };

  const read = (type: ts.Type, path: string, hasCause: boolean): void => {
    if (type.isUnion()) {
      for (const member of type.types) read(member, path, hasCause);
    } else if ((type.flags & TEXT) !== 0) {
      if (NAME.test(path.split('.').at(-1) ?? '')) return;
      const known = found.get(path);
      found.set(path, { name: path, hasCause: hasCause && known?.hasCause !== false });
    } else if (checker.isArrayType(type) || checker.isTupleType(type)) {
      for (const item of checker.getTypeArguments(type as ts.TypeReference)) read(item, path, hasCause);
    } else if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0) {
      readObject(type, nameOf(type, path));
    }
  };

  const nameOf = (type: ts.Type, path: string): string => {
    const kind = discriminant(type);
    const named = type.aliasSymbol?.name ?? type.symbol?.name;
    const own = named === undefined || named.startsWith('__') ? path : named;
    return kind === undefined ? own : own === path ? `${path}(${kind})` : `${own}(${kind})`;
  };

  const discriminant = (type: ts.Type): string | undefined => {
    for (const key of ['type', 'code', 'kind', 'role']) {
      const field = type.getProperty(key);
      const value = field && checker.getTypeOfSymbol(field);
      if (value?.isStringLiteral() === true) return value.value;
    }
    return undefined;
  };

  const union = checker.getDeclaredTypeOfSymbol(body);
  for (const event of union.isUnion() ? union.types : []) readObject(event, discriminant(event) ?? '?');
  return [...found.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Where an event is made with one of these fields (`notice.text`) and without a value beside it, such as `src/core/a.ts:3: notice`. */
export function eventsWithoutCause(
  name: string,
  text: string,
  fields: ReadonlySet<string>,
): readonly string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const type = typeIn(node);
      const names = node.properties.map((field) => field.name?.getText(file) ?? '...');
      const hasWords = names.some((field) => fields.has(`${type}.${field}`));
      const isWhole = names.some((field) => field === '...' || CAUSE.test(field));
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
      if (hasWords && !isWhole) found.push(`${name}:${line}: ${type}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function typeIn({ properties }: ts.ObjectLiteralExpression): string | undefined {
  const field = properties.find(
    (property): property is ts.PropertyAssignment =>
      ts.isPropertyAssignment(property) && ts.isIdentifier(property.name) && property.name.text === 'type',
  );
  return field !== undefined && ts.isStringLiteral(field.initializer) ? field.initializer.text : undefined;
}
