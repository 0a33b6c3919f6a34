namespace AuditOps.Streams.Testing;

/// <summary>A cluster in which nothing goes wrong.</summary>
internal sealed class NoFaults : IFaults
{
    public bool Strikes(FaultKind kind) => false;
}
