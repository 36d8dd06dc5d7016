/** What does a first scenario look like? Small, complete, and a comment on every line that one would change first. */

/** YAML text; `schema` is the path of the JSON Schema, for editors. */
export function starter(name: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# Run it:     verisim run ${name}.yaml
# Change it:  verisim run ${name}.yaml --set nodes.honest.count=20 --replications 10
name: ${name}
question: Does checking one job in ten stop nodes that run a cheaper model?
seed: 1
horizon: 6h            # simulated time; durations: 500ms, 90s, 5m, 12h, 30d
replications: 5        # independent runs; intervals come from them

token: {symbol: TKN, decimals: 6, price: 0.1}   # USD per token

models:
  # Work of a job on a node of speed 1. Give "behaviour: path/to/model.onnx" to run a real model.
  - {name: small, size: {lognormal: {mean: 800ms, scv: 2}}}

nodes:
  - {group: honest, count: 16, slots: 1, stake: 1000 TKN}
  - {group: cheap, count: 4, slots: 1, stake: 1000 TKN}

flows:
  - name: clients
    model: small
    arrivals: {poisson: {rate: 8/s}}
    routing: uniform                            # verisim list rules
    verification: {sampling: {probability: 0.1}} # verisim explain sampling
    value: $0.05                                # harm to the client if an answer is wrong
    objective: 5s                               # answers within it count as goodput

incentives:
  price: {token: 0.2 TKN}
  fees: {node: 0.9, treasury: 0.1}              # shares of every fee; they sum to 1
  slashing: {fraction: {fraction: 0.05}}

adversaries:
  # verisim list adversaries
  - {name: cheaters, attack: substitute, group: cheap, share: 1}
`;
}
