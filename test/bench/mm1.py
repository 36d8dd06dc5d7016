"""M/M/1 at load 0.8 in SimPy (2 or later), as its own guide writes a bank with one counter. Argument: customers.

Prints {"rate": customers per CPU second, "wait": mean wait in units of the mean service time}; theory says 4.
"""
import json
import random
import sys
import time

customers = int(sys.argv[1])
random.seed(1)
LOAD = 0.8
total = 0.0

try:
    from SimPy.Simulation import Process, Resource, Simulation, hold, release, request

    class Source(Process):
        def generate(self, counter):
            for i in range(customers):
                customer = Customer(name="customer", sim=self.sim)
                self.sim.activate(customer, customer.visit(counter))
                yield hold, self, random.expovariate(LOAD)

    class Customer(Process):
        def visit(self, counter):
            global total
            arrived = self.sim.now()
            yield request, self, counter
            total += self.sim.now() - arrived
            yield hold, self, random.expovariate(1.0)
            yield release, self, counter

    simulation = Simulation()
    simulation.initialize()
    source = Source(name="source", sim=simulation)
    simulation.activate(source, source.generate(Resource(capacity=1, sim=simulation)), at=0.0)

    def run():
        simulation.simulate(until=1e18)
except ImportError:
    import simpy

    environment = simpy.Environment()
    counter = simpy.Resource(environment, capacity=1)

    def visit():
        global total
        arrived = environment.now
        with counter.request() as turn:
            yield turn
            total += environment.now - arrived
            yield environment.timeout(random.expovariate(1.0))

    def generate():
        for _ in range(customers):
            environment.process(visit())
            yield environment.timeout(random.expovariate(LOAD))

    environment.process(generate())
    run = environment.run

start = time.process_time()
run()
print(json.dumps({"rate": customers / (time.process_time() - start), "wait": total / customers}))
