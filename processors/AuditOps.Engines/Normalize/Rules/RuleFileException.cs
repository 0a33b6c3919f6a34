namespace AuditOps.Engines.Normalize.Rules;

/// <summary>A category or summary file that cannot be used; tells every error with file, line and reason.</summary>
public sealed class RuleFileException(IReadOnlyList<string> errors) : EnginesException(string.Join(Environment.NewLine, errors))
{
    /// <summary>Each as <c>file:line: reason</c>.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
