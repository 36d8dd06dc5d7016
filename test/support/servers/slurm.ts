/**
 * A Slurm cluster of the test's own: one node, this machine, with its own key, configuration, ports and folders; no
 * systemd, no cgroups, no accounting. It runs jobs as whoever runs the test, root or not.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { absentPrograms, freePort, output, ready, type Server, startServer } from './server.ts';

export interface Slurm {
  /** For every command that is to find this cluster. */
  env: { SLURM_CONF: string };
  stop(): Promise<void>;
}

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol', 'sinfo'];

export function slurmIsAbsent(): boolean {
  return absentPrograms('tests with a real Slurm', PROGRAMS).length > 0;
}

export async function startSlurm({ cpus = 2 } = {}): Promise<Slurm> {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-slurm-'));
  const at = (name: string): string => join(folder, name);
  for (const name of ['state', 'spool', 'munge']) mkdirSync(at(name));
  writeFileSync(at('munge/key'), randomBytes(128), { mode: 0o600 });
  writeFileSync(at('slurm.conf'), configuration(folder, cpus, await freePort(), await freePort()));
  const env = { SLURM_CONF: at('slurm.conf') };
  const servers: Server[] = [];
  // If the test is killed all are told at once: the jobs' end needs the other two.
  const nodeGone = `for i in $(seq 40); do [ -e '${at('slurmd.pid')}' ] || break; sleep 0.5; done`;
  const stop = async (): Promise<void> => {
    // The last started goes first; the controller ends the jobs while the node still listens.
    for (const server of servers.splice(0).reverse()) await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    servers.push(
      startServer(
        [
          ...['munged', '--foreground', '--force', '--num-threads=2'],
          ...[`--key-file=${at('munge/key')}`, `--socket=${at('munge/socket')}`],
          ...[`--pid-file=${at('munge/pid')}`, `--log-file=${at('munge/log')}`, `--seed-file=${at('munge/seed')}`],
        ],
        { log: at('munged.out'), last: nodeGone },
      ),
    );
    await ready(() => output(['munge', '-n', '-S', at('munge/socket')]), { servers });
    servers.push(startServer(['slurmctld', '-D', '-i'], { log: at('slurmctld.out'), env, last: nodeGone }));
    servers.push(
      startServer(['slurmd', '-D', '-N', 'host'], {
        log: at('slurmd.out'),
        env,
        // Jobs would outlive the node that started them.
        last: 'timeout 10 scancel --me; for i in 1 2 3 4 5 6; do timeout 5 squeue -h --me | grep -q . || break; sleep 0.5; done',
      }),
    );
    await ready(
      () => {
        const state = output(['sinfo', '--noheader', '--format=%T'], env).trim();
        if (state !== 'idle') throw new Error(`the node of Slurm is ${state}`);
      },
      { servers },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, stop };
}

function configuration(folder: string, cpus: number, controllerPort: number, nodePort: number): string {
  const user = userInfo().username;
  return `ClusterName=verisim
SlurmctldHost=${hostname().split('.')[0]}(127.0.0.1)
SlurmUser=${user}
SlurmdUser=${user}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${folder}/munge/socket
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=2,bf_interval=2
SlurmdParameters=config_overrides
MessageTimeout=60
KillWait=1
ReturnToService=2
NodeName=host NodeHostname=${hostname().split('.')[0]} NodeAddr=127.0.0.1 Port=${nodePort} CPUs=${cpus} State=UNKNOWN
PartitionName=test Nodes=host Default=YES MaxTime=INFINITE State=UP
`;
}
