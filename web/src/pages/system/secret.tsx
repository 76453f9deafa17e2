// SPDX-License-Identifier: Apache-2.0
import { Button, copyText } from '../../components/basics';
import { Dialog } from '../../components/dialog';

/** A secret that is shown once and never again. */
export function SecretDialog({ title, secret, note, onClose }: { title: string; secret: string; note: string; onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose} footer={<Button kind="primary" onClick={onClose}>I have kept it</Button>}>
      <p>{note} It is shown this once: the server keeps only a hash.</p>
      <div class="secret row spread wrap">
        <code>{secret}</code>
        <Button icon="copy" onClick={() => void copyText(secret)}>Copy</Button>
      </div>
    </Dialog>
  );
}
