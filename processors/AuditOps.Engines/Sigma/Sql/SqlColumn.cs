namespace AuditOps.Engines.Sigma.Sql;

/// <summary>Where the values of an own field stand in the table <c>events</c>. What is absent is an empty text there.</summary>
/// <param name="Ask">Makes the SQL that asks whether any value of the field meets a test; the test is given the SQL of a value.</param>
internal sealed record SqlColumn(Func<Func<string, SqlBounds>, SqlBounds> Ask)
{
    public static SqlColumn One(string column) => new(test => test(column));

    /// <summary>Values in an array; <paramref name="array"/> may have texts alone.</summary>
    public static SqlColumn Several(string array) => new(test => Within(test("x"), text => $"arrayExists(x -> {text}, {array})"));

    /// <summary>Old or new values of changed properties, of one property or of all.</summary>
    public static SqlColumn Changes(string array, string? property) => new(test => Within(test("ifNull(v, '')"), text => property is null
        ? $"arrayExists(v -> {text}, {array})"
        : $"arrayExists((p, v) -> lower(p) = {property} AND {text}, change_properties, {array})"));

    /// <summary>Either of several columns.</summary>
    public static SqlColumn Both(params string[] columns) => new(test => SqlBounds.Any([.. columns.Select(test)]));

    private static SqlBounds Within(SqlBounds test, Func<string, string> wrap) =>
        new(Constant(test.Upper) ? test.Upper : wrap(test.Upper), Constant(test.Lower) ? test.Lower : wrap(test.Lower));

    private static bool Constant(string text) => text is "0" or "1";
}
