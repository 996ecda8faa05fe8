/** What a file is for, by its path. Aksara's kinds, read for any stack. */
export type FileKind = 'models' | 'migrations' | 'viewsets' | 'serializers' | 'tests' | 'code';

const KINDS: readonly (readonly [FileKind, RegExp])[] = [
  [
    'tests',
    /(?:^|\/)(?:tests?|__tests__|specs?)\/|(?:^|\/)test_[^/]*$|[._-](?:test|spec)s?\.[^/]+$|Tests?\.[^/.]+$/,
  ],
  ['migrations', /(?:^|\/)(?:migrations?|migrate|alembic)\//i],
  ['serializers', /(?:^|\/)(?:serializers?|serialisers?|dtos?)(?:\/|\.)|[._-]?(?:serializer|dto)\.[^/]+$/i],
  [
    'models',
    /(?:^|\/)(?:models?|entities|entity|schemas?)(?:\/|\.)|[._-](?:model|entity|schema)\.[^/]+$|\.prisma$/i,
  ],
  [
    'viewsets',
    /(?:^|\/)(?:views?|viewsets?|controllers?|routes?|routers?|handlers?|endpoints?|api)(?:\/|\.)|[._-](?:controller|route|router|handler|view)\.[^/]+$|Controller\.[^/]+$/,
  ],
];

/** @param path as shown, with `/` */
export function fileKind(path: string): FileKind {
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'code';
}
