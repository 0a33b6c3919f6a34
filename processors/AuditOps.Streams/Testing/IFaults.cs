namespace AuditOps.Streams.Testing;

/// <summary>Decides where a fault strikes.</summary>
internal interface IFaults
{
    bool Strikes(FaultKind kind);
}
