// SPDX-License-Identifier: Apache-2.0
// A bundle from another Vedette: every byte is verified before anything is kept.
import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../../api/problem';
import type { Version } from '../../api/types';
import { upload } from '../../api/upload';
import { go, to } from '../../app/router';
import { say } from '../../app/toasts';
import { Bar } from '../../components/basics';
import { Dialog } from '../../components/dialog';
import { Dropzone } from '../../components/dropzone';
import { ProblemPanel } from '../../components/problem_panel';

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const take = async (file: File) => {
    setProblem(null);
    setSent(0);
    try {
      const version = await upload<Version>('/models/import', { body: file, contentType: 'application/x-tar', onProgress: (done, total) => setSent(done / total) });
      say(`${version.name}@${version.version} is imported`);
      onClose();
      go(to(['models', `${version.name}@${version.version}`]));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setSent(null);
    }
  };
  return (
    <Dialog title="Import a bundle" onClose={onClose}>
      <p class="muted">A tar file as the Export button or <code>GET /api/v1/models/NAME/bundle</code> gives it. It joins the model of its name as a new version and is not promoted. A damaged or foreign file is refused, with the reason.</p>
      <Dropzone label="Drop a bundle here, or press to choose one" accept=".tar" onFile={(file) => void take(file)} />
      {sent !== null && <Bar share={sent} label={`Sent ${Math.round(sent * 100)} %`} />}
      {problem && <ProblemPanel problem={problem} />}
    </Dialog>
  );
}
