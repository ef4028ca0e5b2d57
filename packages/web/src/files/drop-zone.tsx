import { useContext, useState, type DragEvent, type ReactNode } from 'react';
import { shownName } from '../base/format.ts';
import { useToast } from '../base/toast.tsx';
import { problemText } from '../base/problem-text.ts';
import { texts } from '../texts.ts';
import { pickedFromTransfer } from './uploads/picked-files.ts';
import { UploadsContext } from './uploads/uploads-context.ts';

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');

/** Takes files and folders that are dropped anywhere on it. */
export function DropZone({ path, children }: { readonly path: string; readonly children: ReactNode }): ReactNode {
  const uploads = useContext(UploadsContext);
  const toast = useToast();
  const [isOver, setIsOver] = useState(false);
  async function take({ dataTransfer }: DragEvent): Promise<void> {
    try {
      await uploads?.add(path, await pickedFromTransfer(dataTransfer));
    } catch (error) {
      // What was dropped could not be read, or an empty folder not be made.
      toast(problemText(error));
    }
  }
  function accept(event: DragEvent): void {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setIsOver(true);
  }
  return (
    <div
      className="drop-zone"
      // Not only while it moves: what is below the pointer may have changed since (a list that came), and the browser asks that anew.
      onDragEnter={accept}
      onDragOver={accept}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event) => {
        setIsOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        void take(event);
      }}
    >
      {children}
      {isOver && <div className="drop-here">{texts.files.dropHere(path === '/' ? texts.files.title : shownName(path.slice(1)))}</div>}
    </div>
  );
}
