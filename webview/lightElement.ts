import { LitElement } from 'lit';

/**
 * Base of the panel's elements. They render without a shadow root: one style sheet and one icon font serve the whole panel, labels
 * may point across elements, and a long transcript does not carry a shadow tree per row.
 */
export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
