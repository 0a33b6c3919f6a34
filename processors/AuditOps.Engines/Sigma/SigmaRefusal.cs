namespace AuditOps.Engines.Sigma;

/// <summary>A document that was not loaded.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line of the offending text, from 1.</param>
/// <param name="Reason">What is wrong, in one sentence.</param>
/// <param name="Rule">The rule's id, else its title; null when the document is too broken to tell.</param>
public sealed record SigmaRefusal(string File, int Line, string Reason, string? Rule)
{
    /// <summary>It was refused for what it says of other rules; beside those it may be usable.</summary>
    public bool DependsOnOthers { get; init; }

    public override string ToString() => $"{File}:{Line}: {Reason}";
}
