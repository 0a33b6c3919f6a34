using AuditOps.Simulator.Acts;

namespace AuditOps.Simulator.Feeds;

/// <summary>Room for one record: everything about it but its text.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Available">When it can be fetched first, in simulated time.</param>
/// <param name="Act">What happened, when a scenario says so; else it follows from the seed.</param>
internal readonly record struct Slot(DateTime Time, DateTime Available, ulong Seed, Act? Act);
