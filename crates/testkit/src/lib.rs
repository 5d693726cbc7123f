//! Fixtures, lifelike traffic, the simulator.
