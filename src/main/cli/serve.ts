import { childSpawner } from '../../lab/childSpawner';
import { defaultRunsFolder, writableFolder } from '../folders';
import { labParts } from '../labParts';
import { LabService } from '../labService';
import { startBrowserHost } from '../server';
import { print, type CliContext } from './context';
import { readInteger, readSwitch, type Flags } from './flags';
import { untilInterrupted } from './interrupt';
import { openBrowser } from './openBrowser';

/** `serve`: the window in a browser, until Ctrl+C. */
export async function serve(context: CliContext, flags: Flags): Promise<number> {
  const port = readInteger(flags, 'port', { min: 0, max: 65_535 }) ?? 0;
  const shouldOpen = readSwitch(flags, 'open');
  const lab = new LabService(
    labParts({
      host: 'browser',
      spawner: childSpawner(context.nodeEntry),
      runsFolder: await writableFolder(defaultRunsFolder()),
    }),
  );
  const host = await startBrowserHost({ lab, rendererFolder: context.rendererFolder, port });
  print(`Raft Lab: ${host.url}\nCtrl+C ends it.`);
  if (shouldOpen) await openBrowser(host.url);
  await untilInterrupted();
  await host.close();
  await lab.close();
  return 0;
}
