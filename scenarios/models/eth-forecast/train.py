"""Trains model.onnx and substitute.onnx, and writes int8.onnx, from ../eth-volatility/candles.csv.

Needs Debian's python3-torch, python3-onnx and libopenblas0-pthread (1.13, 1.12 and 0.3.21 were used; some ten
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

WINDOW = 24
# Shares of the hours, in order of time; evaluate.ts has the same two numbers. WINDOW hours between the parts
# are dropped, so that no candle is in two of them.
TRAIN_END, VALIDATION_END = 0.70, 0.85


def read_candles():
    with open(os.path.join(HERE, '..', 'eth-volatility', 'candles.csv')) as file:
        rows = list(csv.reader(file))[1:]
    return np.array([int(row[0]) for row in rows]), np.array([[float(value) for value in row[1:6]] for row in rows])


def windows(times, candles, begin, end):
    """Inputs [n, 24, 5] of hours i-24..i-1 and targets (return of hour i in %), begin + 24 <= i < end.

    Left out: windows with an hour missing, or with an hour without a trade (the exchange stood still on 2023-03-24).
    """
    halted = candles[:, 1] == candles[:, 2]
    index = np.arange(begin + WINDOW, end)
    whole = times[index] - times[index - WINDOW] == WINDOW * 3_600_000
    moving = np.array([not halted[i - WINDOW : i + 1].any() for i in index])
    index = index[whole & moving]
    x = np.stack([candles[i - WINDOW : i] for i in index]).astype(np.float32)
    close = candles[:, 3]
    return torch.from_numpy(x), torch.from_numpy((100 * (close[index] / close[index - 1] - 1)).astype(np.float32))


class Convolutions(torch.nn.Module):
    """Residual blocks of causal dilated convolutions of three taps; the last hour's channels make the answer.

    A convolution is written as what it is: the rows of hours t - 2d, t - d and t side by side, times one matrix.
    All blocks have the same weights, and differ in their dilation.
    """

    def __init__(self, channels, dilations, depth, hidden, scale):
        super().__init__()
        p = torch.nn.Parameter

        def normal(rows, columns, gain):
            return p(torch.randn(rows, columns) * gain / math.sqrt(rows))

        self.scale = scale
        self.dilations = dilations
        self.w_in, self.b_in = normal(5, channels, 1.0), p(torch.zeros(channels))
        self.w = torch.nn.ParameterList([normal(3 * channels, channels, 1.4) for _ in range(depth)])
        self.b = torch.nn.ParameterList([p(torch.zeros(channels)) for _ in range(depth)])
        self.w_mid, self.b_mid = normal(channels, hidden, 1.4), p(torch.zeros(hidden))
        self.w_out, self.b_out = normal(hidden, 1, 0.1), p(torch.zeros(1))

    def forward(self, x, drop=0.0):
        x = x - x[:, -1:]
        x = x - x.mean(1, keepdim=True)
        h = x / (x.square().mean(1, keepdim=True) + 1e-6).sqrt()
        h = h @ self.w_in + self.b_in
        for d in self.dilations:
            kept = h
            for w, b in zip(self.w, self.b):
                padded = torch.nn.functional.pad(h, (0, 0, 2 * d, 0))
                taps = torch.cat([padded[:, :WINDOW], padded[:, d : d + WINDOW], h], 2)
                h = torch.nn.functional.dropout(torch.relu(taps @ w + b), drop, self.training)
            h = (h + kept) * 0.7
        middle = torch.relu(h[:, -1] @ self.w_mid + self.b_mid)
        return (middle @ self.w_out + self.b_out).reshape(-1) * self.scale


def varied(x, y):
    """Half of a batch upside down: falls for rises, highs for lows. No direction is then better than the other."""
    down = torch.rand(len(x)) < 0.5
    x = x.clone()
    x[down, :, :4] = -x[down][:, :, [0, 2, 1, 3]]
    return x, torch.where(down, -y, y)


def train(name, make, parts, epochs, rate, drop):
    torch.manual_seed(1)
    net = make()
    (x, y), (xv, yv) = parts
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.05)
    steps = (len(x) + 255) // 256
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * steps)
    best, kept = math.inf, None
    mean = {key: value.clone() for key, value in net.state_dict().items()}
    steady = make()
    for epoch in range(epochs):
        net.train()
        order = torch.randperm(len(x))
        seen = 0.0
        for i in range(0, len(x), 256):
            batch = order[i : i + 256]
            inputs, returns = varied(x[batch], y[batch])
            # Hourly returns have heavy tails: beyond two deviations a miss counts by its size, not its square.
            loss = torch.nn.functional.huber_loss(net(inputs, drop), returns, delta=2 * net.scale)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            seen += loss.item() * len(batch) / len(x)
            with torch.no_grad():
                for key, value in net.state_dict().items():
                    mean[key].lerp_(value, max(0.005, 10 / (10 + schedule.last_epoch)))
        steady.load_state_dict(mean)
        steady.eval()
        with torch.no_grad():
            forecast = torch.cat([steady(part) for part in xv.split(512)])
        r2 = 1 - (forecast - yv).square().sum().item() / yv.square().sum().item()
        correlation = np.corrcoef(forecast.numpy(), yv.numpy())[0, 1]
        print(f'{name} epoch {epoch}: loss {seen:.5f}, validation R2 {r2:.5f}, correlation {correlation:.4f}, '
              f'deviation of forecasts {forecast.std().item():.4f}', flush=True)
        if -r2 < best:
            best, kept = -r2, {key: value.clone() for key, value in mean.items()}
    net.load_state_dict(kept)
    print(f'{name}: {sum(p.numel() for p in net.parameters())} parameters, best validation R2 {-best:.5f}')
    return net


def write(net, file, int8):
    g = Graph()
    x = 'candles'
    # Differences before quotients: x - last is nearly exact in float32 for prices this near to each other.
    x = g.add('Sub', [x, g.rows(WINDOW - 1, WINDOW, x, 'last')], 'difference')
    x = g.add('Sub', [x, g.add('ReduceMean', [x], 'mean', axes=[0])], 'centred')
    variance = g.add('ReduceMean', [g.add('Mul', [x, x], 'square')], 'variance', axes=[0])
    variance = g.add('Add', [variance, g.constant('tiny', np.float32(1e-6))], 'positive')
    h = g.add('Div', [x, g.add('Sqrt', [variance], 'deviation')], 'normalised')
    h = g.dense(h, 'in', net.w_in, net.b_in, False)

    def taps(x, nothing, d, name):
        """Rows t - 2d, t - d and t side by side; `nothing` is what stands before the first hour."""
        before = g.add('Expand', [nothing, g.integers(f'before{d}', 2 * d, net.w_in.shape[1])], f'{name}_before')
        padded = g.add('Concat', [before, x], f'{name}_padded', axis=0)
        rows = [g.rows(0, WINDOW, padded, f'{name}_first'), g.rows(d, d + WINDOW, padded, f'{name}_second'), x]
        return g.add('Concat', rows, f'{name}_taps', axis=1)

    for d in net.dilations:
        kept = h
        for i, (w, b) in enumerate(zip(net.w, net.b)):
            name = f'convolution{d}_{i}'
            if int8:  # Once, before the rows are laid side by side.
                q, scale, zero = g.quantized(h, name)
                h = g.dense_integers(taps(q, zero, d, name), scale, zero, name, w, b)
            else:
                h = g.dense(taps(h, g.constant('nothing', np.float32(0)), d, name), name, w, b, False)
            h = g.add('Relu', [h], f'{name}_active')
        h = g.add('Mul', [g.add('Add', [h, kept], f'sum{d}'), g.constant('damped', np.float32(0.7))], f'h{d}')
    h = g.rows(WINDOW - 1, WINDOW, h, 'now')
    h = g.add('Relu', [g.dense(h, 'middle', net.w_mid, net.b_mid, int8)], 'middle')
    h = g.add('Mul', [g.dense(h, 'head', net.w_out, net.b_out, False), g.constant('unit', np.float32(net.scale))], 'percent')
    g.add('Reshape', [h, g.integers('one', 1)], 'regression_output')
    g.save('eth-forecast', os.path.join(HERE, file), [('candles', TensorProto.FLOAT, [WINDOW, 5])],
           [('regression_output', TensorProto.FLOAT, [1])])


def main():
    torch.set_num_threads(1)
    times, candles = read_candles()
    a, b = round(len(candles) * TRAIN_END), round(len(candles) * VALIDATION_END)
    training = windows(times, candles, 0, a)
    parts = training, windows(times, candles, a, b)
    scale = training[1].std().item()
    substitute = train('substitute', lambda: Convolutions(16, [2, 4], 1, 16, scale), parts, 16, 2e-3, 0.1)
    write(substitute, 'substitute.onnx', int8=False)
    model = train('model', lambda: Convolutions(128, [1, 2, 4, 8], 2, 64, scale), parts, 6, 1e-3, 0.2)
    write(model, 'model.onnx', int8=False)
    write(model, 'int8.onnx', int8=True)


if __name__ == '__main__':
    main()
