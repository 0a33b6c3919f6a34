namespace AuditOps.Engines.Normalize.Text;

/// <summary>Operations without the blanks and the final full stop that some sources append ("Add user.", "… secrets management ").</summary>
internal static class OperationName
{
    public static string? Clean(string? text)
    {
        if (text is null)
            return null;
        var span = text.AsSpan().Trim();
        while (span.Length > 1 && (span[^1] == '.' || char.IsWhiteSpace(span[^1])))
            span = span[..^1];
        return span.IsEmpty ? null : span.Length == text.Length ? text : span.ToString();
    }
}
