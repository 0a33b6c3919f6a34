namespace AuditOps.Streams.Tests.Simulation;

/// <summary>An invariant does not hold.</summary>
internal sealed class InvariantException(string invariant, string message) : Exception($"{invariant}: {message}")
{
    public string Invariant => invariant;
}
