import { l10n, SymbolKind } from 'vscode';

/** What a symbol is, in a word. */
export function symbolWords(kind: SymbolKind): string {
  switch (kind) {
    case SymbolKind.File:
      return l10n.t('file');
    case SymbolKind.Module:
      return l10n.t('module');
    case SymbolKind.Namespace:
      return l10n.t('namespace');
    case SymbolKind.Package:
      return l10n.t('package');
    case SymbolKind.Class:
      return l10n.t('class');
    case SymbolKind.Method:
      return l10n.t('method');
    case SymbolKind.Property:
      return l10n.t('property');
    case SymbolKind.Field:
      return l10n.t('field');
    case SymbolKind.Constructor:
      return l10n.t('constructor');
    case SymbolKind.Enum:
      return l10n.t('enumeration');
    case SymbolKind.Interface:
      return l10n.t('interface');
    case SymbolKind.Function:
      return l10n.t('function');
    case SymbolKind.Variable:
      return l10n.t('variable');
    case SymbolKind.Constant:
      return l10n.t('constant');
    case SymbolKind.EnumMember:
      return l10n.t('enumeration member');
    case SymbolKind.Struct:
      return l10n.t('struct');
    case SymbolKind.Event:
      return l10n.t('event');
    case SymbolKind.Operator:
      return l10n.t('operator');
    case SymbolKind.TypeParameter:
      return l10n.t('type parameter');
    // Values, as of a JSON file.
    default:
      return l10n.t('symbol');
  }
}
