/** Does docs/cluster.md say what there is? Its settings are read, and its options are options of the commands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../src/cli/program.ts';
import { slurm } from '../../src/experiment/file/slurm.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/cluster.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((found) => found[1]!);

test('settings of Slurm are as they are read', () => {
  const written = blocks('yaml');
  expect(written).toHaveLength(1);
  for (const each of written) expect(slurm.parse(parse(each).slurm)).toMatchObject(parse(each).slurm);
});

test('commands and their options are there', async () => {
  const lines = blocks('sh').flatMap((block) => block.split('\n').filter((line) => line.startsWith('verisim ')));
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) {
    const words = line.split(' ').slice(1);
    const command = words[0] === 'cluster' ? words.slice(0, 2) : words.slice(0, 1);
    let help = '';
    const spy = vi.spyOn(console, 'log').mockImplementation((said) => {
      help += said;
    });
    try {
      await main([...command, '--help']);
    } finally {
      spy.mockRestore();
    }
    expect(help).toContain(`verisim ${command.join(' ')}`);
    for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(`${option} `);
  }
});
