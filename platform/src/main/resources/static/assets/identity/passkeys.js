// Passkeys: asks the server for a challenge, the device for an answer, and hands it back.
(() => {
  if (!window.PublicKeyCredential) return;
  const base = document.querySelector('script[src$="/assets/identity/passkeys.js"]').getAttribute('src').replace('/assets/identity/passkeys.js', '');
  const meta = name => document.querySelector(`meta[name="${name}"]`)?.content;
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  async function post(path, body) {
    const answer = await fetch(base + path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', [meta('_csrf_header')]: meta('_csrf') },
      body: body ? JSON.stringify(body) : undefined
    });
    if (answer.status === 403 && path.startsWith('/webauthn/register')) {
      // Too long ago: it is asked again, and the way leads back here.
      location.assign(base + '/account/again');
    }
    if (!answer.ok) throw new Error(path + ' ' + answer.status);
    return answer.json();
  }

  async function signIn() {
    const options = await post('/webauthn/authenticate/options');
    const key = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: (options.allowCredentials ?? []).map(c => ({ ...c, id: bytes(c.id) }))
      }
    });
    const { redirectUrl } = await post('/login/webauthn', {
      id: key.id,
      rawId: text(key.rawId),
      response: {
        authenticatorData: text(key.response.authenticatorData),
        clientDataJSON: text(key.response.clientDataJSON),
        signature: text(key.response.signature),
        userHandle: key.response.userHandle ? text(key.response.userHandle) : undefined
      },
      credType: key.type,
      clientExtensionResults: key.getClientExtensionResults(),
      authenticatorAttachment: key.authenticatorAttachment
    });
    location.assign(redirectUrl ?? base + '/');
  }

  async function register(label) {
    const options = await post('/webauthn/register/options');
    const key = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: (options.excludeCredentials ?? []).map(c => ({ ...c, id: bytes(c.id) }))
      }
    });
    await post('/webauthn/register', {
      publicKey: {
        credential: {
          id: key.id,
          rawId: text(key.rawId),
          response: {
            attestationObject: text(key.response.attestationObject),
            clientDataJSON: text(key.response.clientDataJSON),
            transports: key.response.getTransports?.() ?? []
          },
          type: key.type,
          clientExtensionResults: key.getClientExtensionResults(),
          authenticatorAttachment: key.authenticatorAttachment
        },
        label
      }
    });
    location.assign(base + document.getElementById('new-passkey').dataset.then);
  }

  function offer(id, act) {
    const part = document.getElementById(id);
    if (!part) return;
    const failed = part.querySelector('.alert');
    part.hidden = false;
    part.querySelector('button[type="button"]').addEventListener('click', async () => {
      failed.hidden = true;
      try {
        await act();
      } catch (e) {
        console.debug(e);
        failed.textContent = part.dataset.failed;
        failed.hidden = false;
      }
    });
  }

  offer('passkey', signIn);
  offer('new-passkey', () => register(document.getElementById('label').value || 'Entrelacs'));
})();
