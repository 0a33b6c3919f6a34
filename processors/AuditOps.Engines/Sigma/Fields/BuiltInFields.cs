namespace AuditOps.Engines.Sigma.Fields;

/// <summary>The field file embedded in the program.</summary>
internal static class BuiltInFields
{
    public static string Text()
    {
        using var stream = typeof(BuiltInFields).Assembly.GetManifestResourceStream("sigma/fields.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
