namespace AuditOps.Engines.Sigma.Fields;

/// <summary>A field file that cannot be used: <c>file:line: reason</c>.</summary>
public sealed class FieldFileException(string file, int line, string reason) : EnginesException($"{file}:{line}: {reason}")
{
    public int Line { get; } = line;
}
