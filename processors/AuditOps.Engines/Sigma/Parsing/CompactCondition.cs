using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>One condition of the short form in Sigma's words.</summary>
internal static class CompactCondition
{
    /// <returns>The search, and whether it must not hold.</returns>
    public static (SigmaEntry Search, bool Negated) Read(SigmaMap map, IReadOnlyDictionary<string, string> names)
    {
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("field" or "op" or "value"))
                throw new SigmaSyntaxException(entry.Line, $"a condition has an unknown key '{entry.Key}'.");
        }

        var operation = MetadataReader.Text(map, "op") ?? throw new SigmaSyntaxException(map.Line, "the condition has no 'op'.");
        var value = map.Find("value");
        var written = MetadataReader.Text(map, "field") ?? (operation == "after_hours" ? "event_time" : throw new SigmaSyntaxException(map.Line, "the condition has no 'field'."));
        var field = names.GetValueOrDefault(written, written);
        if (field.Length == 0 || field.Contains('|', StringComparison.Ordinal))
            throw new SigmaSyntaxException(map.Entry("field")!.Line, $"'{written}' is no name of a field.");
        return operation switch
        {
            "eq" => (Entry(field, One(map, value)), false),

            // An event without the field is not equal to anything.
            "neq" => (Entry(field, One(map, value)), true),
            "contains" => (Entry(field + "|contains", One(map, value)), false),
            "in" => (Entry(field, Several(map, value)), false),
            "after_hours" => (Entry(field + "|afterhours", Hours(map, value)), false),
            _ => throw new SigmaSyntaxException(map.Entry("op")!.Line, $"'{operation}' is no operator; there are eq, neq, contains, in and after_hours, and 'threshold' beside 'when'."),
        };

        SigmaEntry Entry(string key, SigmaNode node) => new(key, map.Line, node);
    }

    private static SigmaScalar One(SigmaMap map, SigmaNode? value) =>
        value is SigmaScalar { Kind: not ScalarKind.Null } scalar ? Literal(scalar) : throw new SigmaSyntaxException(value?.Line ?? map.Line, "this operator needs one value.");

    private static SigmaList Several(SigmaMap map, SigmaNode? value) =>
        value is SigmaList { Items.Count: > 0 } list && list.Items.All(item => item is SigmaScalar { Kind: not ScalarKind.Null })
            ? new SigmaList(list.Line, [.. list.Items.Cast<SigmaScalar>().Select(Literal)])
            : throw new SigmaSyntaxException(value?.Line ?? map.Line, "'in' needs a list of values, not one text.");

    private static SigmaScalar Hours(SigmaMap map, SigmaNode? value) => value switch
    {
        null => new SigmaScalar(map.Line, "mon-fri 09:00-17:00", ScalarKind.Text),
        SigmaScalar { Kind: ScalarKind.Text } text => text,
        _ => throw new SigmaSyntaxException(value.Line, "'after_hours' takes the working hours as a text, for example 'Europe/Zurich mon-fri 08:00-18:00'."),
    };

    /// <summary>Stars and question marks are what they are here.</summary>
    private static SigmaScalar Literal(SigmaScalar value) => value.Kind != ScalarKind.Text
        ? value
        : new SigmaScalar(value.Line, value.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), ScalarKind.Text);
}
