namespace AuditOps.Engines.Sigma.Sql;

/// <summary>
/// What SQL can say of a condition: one that holds wherever the condition does, and one that holds nowhere else. Where both are the same text SQL says it exactly. Carrying
/// both keeps a negation safe: what excludes too little below it would let too little through above.
/// </summary>
internal readonly record struct SqlBounds(string Upper, string Lower)
{
    private const string True = "1";
    private const string False = "0";

    /// <summary>SQL cannot say anything.</summary>
    public static SqlBounds Unknown { get; } = new(True, False);

    public static SqlBounds Of(bool value) => value ? new SqlBounds(True, True) : new SqlBounds(False, False);

    public static SqlBounds Exactly(string text) => new(text, text);

    public static SqlBounds AtMost(string text) => new(text, False);

    public bool IsExact => string.Equals(Upper, Lower, StringComparison.Ordinal);

    public static SqlBounds Not(SqlBounds inner) => new(Negated(inner.Lower), Negated(inner.Upper));

    public static SqlBounds All(IReadOnlyList<SqlBounds> operands) => new(Joined(operands, static each => each.Upper, " AND ", True, False), Joined(operands, static each => each.Lower, " AND ", True, False));

    public static SqlBounds Any(IReadOnlyList<SqlBounds> operands) => new(Joined(operands, static each => each.Upper, " OR ", False, True), Joined(operands, static each => each.Lower, " OR ", False, True));

    private static string Negated(string text) => text switch { True => False, False => True, _ => $"NOT ({text})" };

    /// <param name="operands">What to join.</param>
    /// <param name="side">Which bound.</param>
    /// <param name="word">AND or OR.</param>
    /// <param name="neutral">Left out.</param>
    /// <param name="deciding">Makes the whole the same.</param>
    private static string Joined(IReadOnlyList<SqlBounds> operands, Func<SqlBounds, string> side, string word, string neutral, string deciding)
    {
        var texts = operands.Select(side).Where(text => text != neutral).Distinct(StringComparer.Ordinal).ToList();
        if (texts.Contains(deciding, StringComparer.Ordinal))
            return deciding;
        return texts.Count switch { 0 => neutral, 1 => texts[0], _ => $"({string.Join(word, texts)})" };
    }
}
