"""Trains model.onnx and substitute.onnx, and writes int8.onnx, from candles.csv beside this file.

Needs Debian's python3-torch, python3-onnx and libopenblas0-pthread (1.13, 1.12 and 0.3.21 were used; some five
minutes on one core): OMP_NUM_THREADS=1 python3 train.py
Running Verisim needs none of this. README.md is the model card; evaluate.ts measures the files written here.
"""
import csv
import math
import os
import sys

import numpy as np
import torch
from onnx import TensorProto

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from onnx_graph import Graph  # noqa: E402

WINDOW = 10
# Shares of the hours, in order of time; evaluate.ts has the same two numbers. WINDOW hours between the parts
# are dropped, so that no candle is in two of them.
TRAIN_END, VALIDATION_END = 0.70, 0.85


def read_candles():
    with open(os.path.join(HERE, 'candles.csv')) as file:
        rows = list(csv.reader(file))[1:]
    return np.array([int(row[0]) for row in rows]), np.array([[float(value) for value in row[1:5]] for row in rows])


def garman_klass(candles):
    """Variance of an hour's log return from its open, high, low, close (Garman and Klass 1980, their eq. 19')."""
    o, h, l, c = candles.T
    return 0.5 * np.log(h / l) ** 2 - (2 * math.log(2) - 1) * np.log(c / o) ** 2


def windows(times, candles, begin, end):
    """Inputs [n, 10, 4] of hours i-10..i-1 and targets (variance of hour i), begin + 10 <= i < end.

    Left out: windows with an hour missing, or with an hour without a trade (the exchange stood still on 2023-03-24).
    """
    halted = candles[:, 1] == candles[:, 2]
    index = np.arange(begin + WINDOW, end)
    whole = times[index] - times[index - WINDOW] == WINDOW * 3_600_000
    moving = np.array([not halted[i - WINDOW : i + 1].any() for i in index])
    index = index[whole & moving]
    x = np.stack([candles[i - WINDOW : i] for i in index]).astype(np.float32)
    return torch.from_numpy(x), torch.from_numpy(garman_klass(candles)[index].astype(np.float32))


class Mixer(torch.nn.Module):
    """Candles as rows; each block mixes rows (hours), then columns (channels), both residual (MLP-Mixer).

    The blocks are gone through `rounds` times with the same weights (as in ALBERT).
    """

    def __init__(self, channels, hidden, blocks, rounds, level):
        super().__init__()
        self.rounds = rounds
        p = torch.nn.Parameter

        def normal(rows, columns, gain=1.0):
            return p(torch.randn(rows, columns) * gain / math.sqrt(rows))

        self.w_in, self.b_in = normal(5, channels), p(torch.zeros(WINDOW, channels))
        self.time = torch.nn.ParameterList([normal(WINDOW, WINDOW, 0.3) for _ in range(blocks)])
        self.w1 = torch.nn.ParameterList([normal(channels, hidden, 1.4) for _ in range(blocks)])
        self.b1 = torch.nn.ParameterList([p(torch.zeros(hidden)) for _ in range(blocks)])
        self.w2 = torch.nn.ParameterList([normal(hidden, channels, 0.2) for _ in range(blocks)])
        self.b2 = torch.nn.ParameterList([p(torch.zeros(channels)) for _ in range(blocks)])
        self.pool = p(torch.full((1, WINDOW), 1 / WINDOW))
        self.w_mid, self.b_mid = normal(channels, 64, 1.4), p(torch.zeros(64))
        self.w_out, self.b_out = normal(64, 1, 0.1), p(torch.full((1,), level))

    def steps(self):
        return list(zip(self.time, self.w1, self.b1, self.w2, self.b2)) * self.rounds

    def forward(self, x, drop=0.0):
        close = x[:, -1:, 3:4]
        relative = (x - close) / close
        extent = (x[:, :, 1:2] - x[:, :, 2:3]) / close
        features = torch.cat([relative * 50, torch.log(extent + 1e-4) + 5], dim=2)
        h = torch.relu(features @ self.w_in + self.b_in)
        for time, w1, b1, w2, b2 in self.steps():
            h = h + time @ h
            inner = torch.nn.functional.dropout(torch.relu(h @ w1 + b1), drop, self.training)
            h = h + inner @ w2 + b2
        middle = torch.relu((self.pool @ h) @ self.w_mid + self.b_mid)
        return (middle @ self.w_out + self.b_out).reshape(-1)  # log of the standard deviation


def qlike(log_sd, variance):
    """x / v - log(x / v) - 1: robust to noise in the target (Patton 2011)."""
    ratio = variance.clamp_min(1e-8) / torch.exp(2 * log_sd)
    return (ratio - torch.log(ratio) - 1).mean()


def varied(x, v):
    """A batch as other markets might have drawn it: prices to the power of a random s or -s, variances times s^2.

    -s turns the chart upside down (highs become lows); both leave Garman and Klass's formula exact.
    """
    s = torch.exp(torch.empty(len(x), 1, 1).uniform_(-0.4, 0.4))
    logs = torch.log(x / x[:, -1:, 3:4]) * s
    down = torch.rand(len(x)) < 0.5
    logs[down] = -logs[down][:, :, [0, 2, 1, 3]]
    return torch.exp(logs), v * s.reshape(-1) ** 2


def train(name, make, parts, epochs, rate, drop):
    torch.manual_seed(1)
    net = make()
    (x, v), (xv, vv) = parts
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.02)
    steps = (len(x) + 255) // 256
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * steps)
    best, kept = math.inf, None
    # What is judged and kept is the running mean of the weights over some 200 steps: steadier than any one of them.
    mean = {key: value.clone() for key, value in net.state_dict().items()}
    steady = make()
    for epoch in range(epochs):
        net.train()
        order = torch.randperm(len(x))
        for i in range(0, len(x), 256):
            batch = order[i : i + 256]
            inputs, variances = varied(x[batch], v[batch])
            loss = qlike(net(inputs, drop), variances)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            with torch.no_grad():
                for key, value in net.state_dict().items():
                    mean[key].lerp_(value, max(0.005, 10 / (10 + schedule.last_epoch)))
        steady.load_state_dict(mean)
        steady.eval()
        with torch.no_grad():
            score = qlike(steady(xv), vv).item()
        print(f'{name} epoch {epoch}: validation QLIKE {score:.5f}', flush=True)
        if score < best:
            best, kept = score, {key: value.clone() for key, value in mean.items()}
    net.load_state_dict(kept)
    print(f'{name}: {sum(p.numel() for p in net.parameters())} parameters, best validation QLIKE {best:.5f}')
    return net


def write(net, file, int8):
    g = Graph()

    def take(axis, begin, source, output):
        ends = [g.constant(f'{output}_{key}', np.array([value], np.int64))
                for key, value in (('from', begin), ('to', begin + 1), ('axis', axis))]
        return g.add('Slice', [source, *ends], output)

    # Differences before quotients: (x - close) is exact in float32 for prices this near to each other.
    x = 'open_high_low_close'
    close = take(0, WINDOW - 1, take(1, 3, x, 'closes'), 'close')
    relative = g.add('Div', [g.add('Sub', [x, close], 'difference'), close], 'relative')
    relative = g.add('Mul', [relative, g.constant('fifty', np.float32(50))], 'scaled')
    extent = g.add('Sub', [take(1, 1, x, 'high'), take(1, 2, x, 'low')], 'high_low')
    extent = g.add('Add', [g.add('Div', [extent, close], 'extent'), g.constant('tiny', np.float32(1e-4))], 'positive')
    extent = g.add('Add', [g.add('Log', [extent], 'log_extent'), g.constant('five', np.float32(5))], 'level')
    h = g.add('Concat', [relative, extent], 'features', axis=1)
    h = g.add('Relu', [g.dense(h, 'in', net.w_in, net.b_in, False)], 'h')
    for i, (time, w1, b1, w2, b2) in enumerate(net.steps()):
        mixed = g.add('MatMul', [g.constant(f'time{i}', time.detach().numpy()), h], f'mixed{i}')
        h = g.add('Add', [h, mixed], f'hours{i}')
        inner = g.add('Relu', [g.dense(h, f'up{i}', w1, b1, int8)], f'inner{i}')
        h = g.add('Add', [h, g.dense(inner, f'down{i}', w2, b2, int8)], f'h{i}')
    h = g.add('MatMul', [g.constant('pool', net.pool.detach().numpy()), h], 'pooled')
    h = g.add('Relu', [g.dense(h, 'middle', net.w_mid, net.b_mid, int8)], 'middle')
    h = g.add('Exp', [g.dense(h, 'last', net.w_out, net.b_out, False)], 'deviation')
    g.add('Reshape', [h, g.constant('one', np.array([1], np.int64))], 'Y')
    g.save('eth-volatility', os.path.join(HERE, file), [(x, TensorProto.FLOAT, [WINDOW, 4])],
           [('Y', TensorProto.FLOAT, [1])])


def main():
    torch.set_num_threads(1)
    times, candles = read_candles()
    a, b = round(len(candles) * TRAIN_END), round(len(candles) * VALIDATION_END)
    training = windows(times, candles, 0, a)
    parts = training, windows(times, candles, a, b)
    level = 0.5 * math.log(training[1].mean().item())
    substitute = train('substitute', lambda: Mixer(24, 48, 2, 1, level), parts, 24, 2e-3, 0.1)
    write(substitute, 'substitute.onnx', int8=False)
    model = train('model', lambda: Mixer(256, 512, 1, 4, level), parts, 13, 1.5e-3, 0.1)
    write(model, 'model.onnx', int8=False)
    write(model, 'int8.onnx', int8=True)


if __name__ == '__main__':
    main()
