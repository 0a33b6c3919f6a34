namespace AuditOps.Engines.Sigma;

/// <summary>A rule document that cannot be used: where and why. Never leaves the loader, which turns it into a <see cref="SigmaRefusal"/>.</summary>
internal sealed class SigmaSyntaxException(int line, string reason) : EnginesException(reason)
{
    public int Line { get; } = line;

    public string Reason => Message;

    /// <summary>With other texts beside it the document may be usable.</summary>
    public bool DependsOnOthers { get; init; }
}
