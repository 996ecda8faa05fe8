// Imported before the toolkit: its base library tries out a style rule in an inline <style>, and takes the nonce for it from this
// element. The page's policy names the nonce for scripts and styles alike.
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
if (nonce !== '') {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}
