namespace AuditOps.Engines.Sigma;

/// <summary>Something odd about a rule that was loaded nevertheless.</summary>
public sealed record SigmaNote(string File, int Line, string Reason, string? Rule)
{
    public override string ToString() => $"{File}:{Line}: {Reason}";
}
