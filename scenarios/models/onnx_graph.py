"""An ONNX graph written node by node, in float32 or with weights and activations in dynamic int8.

Imported by the train.py of each model; needs Debian's python3-onnx.
"""
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    def __init__(self):
        self.nodes, self.constants, self.names = [], [], {}

    def constant(self, name, value):
        """A constant; the same weights, met again, are written once."""
        value = np.asarray(value)
        key = value.dtype.str, value.shape, value.tobytes()
        if key not in self.names:
            self.names[key] = name
            self.constants.append(numpy_helper.from_array(value, name))
        return self.names[key]

    def integers(self, name, *values):
        return self.constant(name, np.array(values, np.int64))

    def add(self, operator, inputs, output, count=1, **attributes):
        outputs = [output] if count == 1 else [f'{output}_{i}' for i in range(count)]
        self.nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs[0] if count == 1 else outputs

    def rows(self, begin, end, source, output):
        """Rows begin..end-1 of the first axis."""
        ends = [self.integers(f'{output}_{key}', value) for key, value in (('from', begin), ('to', end), ('axis', 0))]
        return self.add('Slice', [source, *ends], output)

    def dense(self, x, name, weight, bias, int8):
        """x @ weight + bias; in int8 as ONNX Runtime's dynamic quantization writes it (one scale a tensor)."""
        if int8:
            return self.dense_integers(*self.quantized(x, name), name, weight, bias)
        bias = self.constant(f'{name}_bias', bias.detach().numpy())
        product = self.add('MatMul', [x, self.constant(f'{name}_weight', weight.detach().numpy())], f'{name}_product')
        return self.add('Add', [product, bias], f'{name}_out')

    def quantized(self, x, name):
        """x in uint8, its scale, and what stands for 0."""
        return self.add('DynamicQuantizeLinear', [x], f'{name}_q', count=3)

    def dense_integers(self, q, q_scale, q_zero, name, weight, bias):
        """The product of what is quantized already with weight in int8, plus bias, in float32."""
        weight, bias = weight.detach().numpy(), self.constant(f'{name}_bias', bias.detach().numpy())
        scale = np.float32(np.abs(weight).max() / 127)
        quantized = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
        integers = [q, self.constant(f'{name}_weight', quantized), q_zero, self.constant(f'{name}_zero', np.int8(0))]
        product = self.add('MatMulInteger', integers, f'{name}_integer')
        product = self.add('Cast', [product], f'{name}_cast', to=TensorProto.FLOAT)
        both = self.add('Mul', [q_scale, self.constant(f'{name}_scale', scale)], f'{name}_scales')
        product = self.add('Mul', [product, both], f'{name}_product')
        return self.add('Add', [product, bias], f'{name}_out')

    def save(self, name, file, inputs, outputs):
        """Writes the file. `inputs` and `outputs`: [(name, element type, shape)]."""
        tell = [[helper.make_tensor_value_info(*one) for one in some] for some in (inputs, outputs)]
        graph = helper.make_graph(self.nodes, name, *tell, self.constants)
        opset = [helper.make_opsetid('', 13)]
        model = helper.make_model(graph, opset_imports=opset, producer_name='verisim train.py')
        model.ir_version = 8
        onnx.checker.check_model(model)
        onnx.save(model, file)
        print(f'{os.path.basename(file)}: {os.path.getsize(file)} bytes')
