"""The hold model in Python: SimPy (2 or later, whichever is installed), or a bare heap of generators.

Arguments: simpy | heapq, pending events, continuous | tied. Prints {"ns": CPU nanoseconds per event}.
"""
import heapq
import json
import math
import random
import sys
import time

what, pending, times = sys.argv[1], int(sys.argv[2]), sys.argv[3]
EVENTS = 200_000
MASK = 65_535
delays = [1.0 if times == "tied" else -math.log(1.0 - random.random()) for _ in range(MASK + 1)]
counter = 0


def delay():
    global counter
    counter += 1
    return delays[counter & MASK]


def simpy_rounds():
    """Each process is one pending event."""
    done = [0]
    try:
        from SimPy.Simulation import Process, Simulation, hold

        class Holder(Process):
            def run(self):
                while True:
                    yield hold, self, delay()
                    done[0] += 1

        simulation = Simulation()
        simulation.initialize()
        for i in range(pending):
            holder = Holder(name="holder", sim=simulation)
            simulation.activate(holder, holder.run(), at=0)

        def run(events):
            done[0] = 0
            # simulate() of SimPy 2 is a loop of step() until a time; this one is until a count.
            while done[0] < events:
                simulation.step()

        return run
    except ImportError:
        import simpy

        environment = simpy.Environment()

        def holder():
            while True:
                yield environment.timeout(delay())
                done[0] += 1

        for _ in range(pending):
            environment.process(holder())

        def run(events):
            done[0] = 0
            step = environment.step
            while done[0] < events:
                step()

        return run


def heapq_rounds():
    def holder():
        while True:
            yield delay()

    state = {"now": 0.0, "order": 0}
    heap = []
    for _ in range(pending):
        generator = holder()
        heapq.heappush(heap, (next(generator), state["order"], generator))
        state["order"] += 1

    def run(events):
        order = state["order"]
        pop, push = heapq.heappop, heapq.heappush
        for _ in range(events):
            now, _order, generator = pop(heap)
            push(heap, (now + next(generator), order, generator))
            order += 1
        state["order"] = order

    return run


run = simpy_rounds() if what == "simpy" else heapq_rounds()
run(max(20_000, pending))
start = time.process_time()
run(EVENTS)
print(json.dumps({"ns": (time.process_time() - start) / EVENTS * 1e9}))
