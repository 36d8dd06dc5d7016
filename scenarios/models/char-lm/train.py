"""Trains model.onnx and substitute.onnx, and writes int8.onnx and inputs.json, from text.txt beside this file.

Needs Debian's python3-torch, python3-onnx and libopenblas0-pthread (1.13, 1.12 and 0.3.21 were used; some fifteen
minutes on one core): OMP_NUM_THREADS=1 python3 train.py
Running Verisim needs none of this. README.md is the model card; evaluate.ts measures the files written here.
"""
import json
import math
import os
import sys
import time

import numpy as np
import torch
from onnx import TensorProto

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from onnx_graph import Graph  # noqa: E402

# Token = code of the printable ASCII character - 32; the line break is the last one.
VOCABULARY, LINE_BREAK = 96, 95
WINDOW = 64
# Shares of the text: before the first trained on, up to the second validation, the rest hold-out.
TRAIN_END, VALIDATION_END = 0.80, 0.85
INPUTS = 256


def read_tokens():
    with open(os.path.join(HERE, 'text.txt')) as file:
        text = file.read()
    return torch.tensor([LINE_BREAK if c == '\n' else ord(c) - 32 for c in text])


class Gpt(torch.nn.Module):
    """Pre-norm transformer decoder; its block is gone through `rounds` times with the same weights (as in ALBERT)."""

    def __init__(self, channels, heads, hidden, blocks, rounds):
        super().__init__()
        self.heads, self.rounds = heads, rounds
        p = torch.nn.Parameter

        def normal(rows, columns, gain=1.0):
            return p(torch.randn(rows, columns) * gain / math.sqrt(rows))

        def many(make):
            return torch.nn.ParameterList([make() for _ in range(blocks)])

        self.embedding = p(torch.randn(VOCABULARY, channels) * 0.3)
        self.position = p(torch.randn(WINDOW, channels) * 0.1)
        self.gain1, self.shift1 = many(lambda: p(torch.ones(channels))), many(lambda: p(torch.zeros(channels)))
        self.gain2, self.shift2 = many(lambda: p(torch.ones(channels))), many(lambda: p(torch.zeros(channels)))
        self.w_qkv, self.b_qkv = many(lambda: normal(channels, 3 * channels)), many(lambda: p(torch.zeros(3 * channels)))
        self.w_mix, self.b_mix = many(lambda: normal(channels, channels, 0.3)), many(lambda: p(torch.zeros(channels)))
        self.w_up, self.b_up = many(lambda: normal(channels, hidden, 1.4)), many(lambda: p(torch.zeros(hidden)))
        self.w_down, self.b_down = many(lambda: normal(hidden, channels, 0.3)), many(lambda: p(torch.zeros(channels)))
        self.gain, self.shift = p(torch.ones(channels)), p(torch.zeros(channels))
        self.w_out, self.b_out = normal(channels, VOCABULARY, 0.5), p(torch.zeros(VOCABULARY))

    def steps(self):
        return list(range(len(self.w_qkv))) * self.rounds

    def forward(self, tokens, drop=0.0):
        n, length = tokens.shape
        channels = self.embedding.shape[1]
        size = channels // self.heads
        mask = torch.full((length, length), -1e4).triu(1)
        norm = torch.nn.functional.layer_norm
        dropout = torch.nn.functional.dropout
        h = self.embedding[tokens] + self.position[:length]
        for i in self.steps():
            x = norm(h, (channels,), self.gain1[i], self.shift1[i], 1e-5)
            parts = (x @ self.w_qkv[i] + self.b_qkv[i]).reshape(n, length, 3, self.heads, size)
            q, k, v = parts.permute(2, 0, 3, 1, 4)
            weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(size) + mask, 3)
            x = (weights @ v).transpose(1, 2).reshape(n, length, channels)
            h = h + dropout(x @ self.w_mix[i] + self.b_mix[i], drop, self.training)
            x = norm(h, (channels,), self.gain2[i], self.shift2[i], 1e-5)
            x = torch.nn.functional.gelu(x @ self.w_up[i] + self.b_up[i])
            h = h + dropout(x @ self.w_down[i] + self.b_down[i], drop, self.training)
        return norm(h, (channels,), self.gain, self.shift, 1e-5) @ self.w_out + self.b_out


def loss_of(net, windows, drop=0.0):
    logits = net(windows[:, :-1], drop)
    return torch.nn.functional.cross_entropy(logits.reshape(-1, VOCABULARY), windows[:, 1:].reshape(-1))


def train(name, make, tokens, steps, rate, drop):
    torch.manual_seed(1)
    net = make()
    a, b = round(len(tokens) * TRAIN_END), round(len(tokens) * VALIDATION_END)
    validation = tokens[a:b].unfold(0, WINDOW + 1, WINDOW)
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.05, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
    offsets = torch.arange(WINDOW + 1)
    begin, seen = time.time(), 0.0
    best, kept = math.inf, None
    for step in range(steps):
        net.train()
        windows = tokens[torch.randint(a - WINDOW, (32, 1)) + offsets]
        loss = loss_of(net, windows, drop)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        seen += 0.01 * (loss.item() - seen) if seen else loss.item()
        if step % 100 == 99 or step == steps - 1:
            net.eval()
            with torch.no_grad():
                score = loss_of(net, validation).item()
            print(f'{name} step {step + 1}: loss {seen:.4f}, validation {score:.4f}, {time.time() - begin:.0f} s', flush=True)
            if score < best:
                best, kept = score, {key: value.clone() for key, value in net.state_dict().items()}
    net.load_state_dict(kept)
    net.eval()
    print(f'{name}: {sum(p.numel() for p in net.parameters())} parameters, validation {best:.4f} nats a character')
    return net


def write(net, file, int8):
    g = Graph()
    channels = net.embedding.shape[1]
    size = channels // net.heads

    def normed(x, name, gain, shift):
        """Written out, as exporters do: ONNX Runtime fuses it at its higher optimization levels, and only there."""
        centred = g.add('Sub', [x, g.add('ReduceMean', [x], f'{name}_mean', axes=[-1])], f'{name}_centred')
        square = g.add('Pow', [centred, g.constant('two', np.float32(2))], f'{name}_square')
        variance = g.add('ReduceMean', [square], f'{name}_variance', axes=[-1])
        positive = g.add('Add', [variance, g.constant('tiny', np.float32(1e-5))], f'{name}_positive')
        unit = g.add('Div', [centred, g.add('Sqrt', [positive], f'{name}_deviation')], f'{name}_unit')
        scaled = g.add('Mul', [unit, g.constant(f'{name}_gain', gain.detach().numpy())], f'{name}_scaled')
        return g.add('Add', [scaled, g.constant(f'{name}_shift', shift.detach().numpy())], f'{name}_normed')

    def gelu(x, name):
        inner = g.add('Div', [x, g.constant('root', np.float32(math.sqrt(2)))], f'{name}_root')
        inner = g.add('Add', [g.add('Erf', [inner], f'{name}_erf'), g.constant('unity', np.float32(1))], f'{name}_one')
        return g.add('Mul', [g.add('Mul', [x, inner], f'{name}_both'), g.constant('half', np.float32(0.5))], f'{name}_gelu')

    h = g.add('Gather', [g.constant('embedding', net.embedding.detach().numpy()), 'tokens'], 'embedded', axis=0)
    h = g.add('Add', [h, g.constant('position', net.position.detach().numpy())], 'placed')
    mask = g.constant('mask', np.triu(np.full((WINDOW, WINDOW), -1e4, np.float32), 1))
    for n, i in enumerate(net.steps()):
        x = normed(h, f'first{n}', net.gain1[i], net.shift1[i])
        x = g.dense(x, f'qkv{n}', net.w_qkv[i], net.b_qkv[i], int8)
        x = g.add('Reshape', [x, g.integers('apart', WINDOW, 3, net.heads, size)], f'apart{n}')
        x = g.add('Transpose', [x], f'parts{n}', perm=[1, 2, 0, 3])
        q, k, v = [
            g.add('Gather', [x, g.constant(f'part{j}', np.int64(j))], f'{key}{n}', axis=0) for j, key in enumerate('qkv')
        ]
        x = g.add('MatMul', [q, g.add('Transpose', [k], f'turned{n}', perm=[0, 2, 1])], f'scores{n}')
        x = g.add('Div', [x, g.constant('scale', np.float32(math.sqrt(size)))], f'scaled{n}')
        x = g.add('Softmax', [g.add('Add', [x, mask], f'masked{n}')], f'weights{n}', axis=-1)
        x = g.add('Transpose', [g.add('MatMul', [x, v], f'mixed{n}')], f'back{n}', perm=[1, 0, 2])
        x = g.add('Reshape', [x, g.integers('together', WINDOW, channels)], f'together{n}')
        h = g.add('Add', [h, g.dense(x, f'mix{n}', net.w_mix[i], net.b_mix[i], int8)], f'attended{n}')
        x = normed(h, f'second{n}', net.gain2[i], net.shift2[i])
        x = gelu(g.dense(x, f'up{n}', net.w_up[i], net.b_up[i], int8), f'up{n}')
        h = g.add('Add', [h, g.dense(x, f'down{n}', net.w_down[i], net.b_down[i], int8)], f'h{n}')
    x = g.dense(normed(h, 'last', net.gain, net.shift), 'out', net.w_out, net.b_out, int8)
    g.add('Identity', [x], 'logits')
    g.save('char-lm', os.path.join(HERE, file), [('tokens', TensorProto.INT64, [WINDOW])],
           [('logits', TensorProto.FLOAT, [WINDOW, VOCABULARY])])


def write_inputs(tokens):
    """Windows of the hold-out, evenly spaced: what calibrate runs every class on."""
    hold_out = tokens[round(len(tokens) * VALIDATION_END) :]
    begins = [i * (len(hold_out) - WINDOW - 1) // INPUTS for i in range(INPUTS)]
    lines = ',\n'.join(json.dumps(hold_out[i : i + WINDOW].tolist(), separators=(',', ':')) for i in begins)
    with open(os.path.join(HERE, 'inputs.json'), 'w') as file:
        file.write(f'[\n{lines}\n]\n')


def main():
    torch.set_num_threads(1)
    tokens = read_tokens()
    write_inputs(tokens)
    substitute = train('substitute', lambda: Gpt(48, 4, 96, 1, 1), tokens, 1500, 8e-3, 0.0)
    write(substitute, 'substitute.onnx', int8=False)
    model = train('model', lambda: Gpt(128, 4, 384, 1, 3), tokens, 1500, 4e-3, 0.1)
    write(model, 'model.onnx', int8=False)
    write(model, 'int8.onnx', int8=True)


if __name__ == '__main__':
    main()
