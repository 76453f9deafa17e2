// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icon';

/** A place to drop a file on, or to pick one with. */
export function Dropzone({ label, children, onFile, accept }: {
  label: string;
  children?: ComponentChildren;
  onFile: (file: File) => void;
  accept?: string;
}) {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    <label class={`dropzone ${over ? 'over' : ''}`}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files); }}>
      <Icon name="upload" size={22} />
      <strong>{label}</strong>
      {children && <span>{children}</span>}
      <input type="file" accept={accept} onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = ''; }} />
    </label>
  );
}
