namespace AuditOps.Engines.Sigma.Values;

/// <summary>A piece of a value. Literals hold their characters, placeholders their name, the others nothing.</summary>
internal readonly record struct PatternPart(PatternPartKind Kind, string Text)
{
    public static PatternPart Any { get; } = new(PatternPartKind.Any, string.Empty);

    public static PatternPart One { get; } = new(PatternPartKind.One, string.Empty);

    public static PatternPart Dash { get; } = new(PatternPartKind.Dash, string.Empty);
}
