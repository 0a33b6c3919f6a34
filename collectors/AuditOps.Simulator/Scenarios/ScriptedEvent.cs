using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Scenarios;

/// <summary>One record of an attack before it has an id.</summary>
internal readonly record struct ScriptedEvent(DateTime Time, Feed Feed, Act Act);
